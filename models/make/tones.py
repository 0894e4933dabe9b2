"""Writes tones/parity.json: what the shipped tones hear in some texts, run in plain floats from the files alone.

usage: tones.py MODELS (the folder with static, accurate and tones)"""
import json, os, sys
import numpy as np
from safetensors import safe_open
from scipy.special import erf
from tokenizers import Tokenizer
from accurate import Accurate
from corpus import plain

TEXTS = ("good", "not good", "not good at all", "no complaints whatsoever", "parking", "more parking please", "cheaper than last year",
         "nobody answered the phone for two hours", "good but slow", "服务很好", "服务不怎么好", "没有什么可抱怨的", "希望能便宜一点",
         "nhân viên phục vụ tốt", "phuc vu khong tot", "không có gì phải phàn nàn", "teenindus oli väga hea", "teenindus ei olnud hea",
         "võiks olla odavam", "das essen war nicht kalt", "la comida estaba fría", "接客がとても丁寧でした", "별로였어요", "zzqxv", "x " * 40 + "good")

def gelu(x): return x * (1 + erf(x / np.sqrt(2))) / 2

class Tones:
    def __init__(self, folder, name):
        with safe_open(os.path.join(folder, "tones", name + ".safetensors"), "np") as f:
            self.facts, self.t = f.metadata(), {k: f.get_tensor(k).astype(np.float64) for k in f.keys()}

    def hear(self, x):
        """x: tokens × numbers. Four logits and the weight."""
        t = self.t; h = gelu(x @ t["hidden"].T + t["hidden.bias"]); a = h @ t["seats"].T
        share = np.exp(a - a.max(0)); share /= share.sum(0)
        return t["outputs"] @ (share.T @ h).ravel() + t["outputs.bias"]

def main():
    folder = sys.argv[1]
    fast, deep, model = Tones(folder, "fast"), Tones(folder, "accurate"), Accurate(os.path.join(folder, "accurate"))
    tokenizer = Tokenizer.from_file(os.path.join(folder, "static", "tokenizer.json")); out = []
    for text in TEXTS:
        x = fast.t["rows"][tokenizer.encode(plain(text), add_special_tokens=False).ids] * fast.t["rows.scale"][tokenizer.encode(plain(text), add_special_tokens=False).ids][:, None]
        around = np.pad(x, ((1, 1), (0, 0))); words = fast.hear(np.hstack([around[:-2], x, around[2:]]))
        both = deep.hear(model.tokens(model.ids([text])[0]))
        both = np.append(both[:4] + float(deep.facts["words"]) * words[:4], (both[4] + words[4]) / 2)
        out.append({"text": plain(text), "fast": [round(float(v), 4) for v in words], "accurate": [round(float(v), 4) for v in both]})
    with open(os.path.join(folder, "tones", "parity.json"), "w", encoding="utf-8") as f:
        f.write("[\n" + ",\n".join(json.dumps(c, ensure_ascii=False) for c in out) + "\n]\n")

if __name__ == "__main__":
    main()
