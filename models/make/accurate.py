"""Makes accurate/model.safetensors and accurate/parity.json: multilingual-e5-small with the pieces that lower-cased
text needs, and a matrix behind it (the bridge) whose space groups comments better.

usage: accurate.py --data DIR --debs DIR --cache DIR --out DIR (as make.py, whose cache it shares; ten minutes)"""
import argparse, json, os
import numpy as np
from safetensors import safe_open
from scipy.special import erf
from corpus import collect, plain
from fit import centred, ridge
from make import cached
from pack import save
from pieces import kept_pieces, splitter
from select_text import SOFTWARE, select
from store import Store
from teachers import E5, MiniLM, unit
from vocabulary import vocabulary

DIMS, OWN, STRENGTH, WHITEN, PLACES, BLOCK = 256, 0.6, 0.01, 0.25, 256, 32
MANY = {"en": 40000}
OTHERS = 12000
VERSION = "1"

def bridge_rows(corpus):
    """Everyday text first, at most so many rows a language; with the English of each row that has one."""
    rows, english = select(corpus)
    left, out = {}, []
    for text, l, source, key in rows:
        # The "English" side of the subtitle pairs is mostly another language
        if l == "en" and (source in SOFTWARE or source == "parallel_subtitles"): continue
        left[l] = left.get(l, MANY.get(l, OTHERS)) - 1
        if left[l] < 0: continue
        pair = text if l == "en" else english.get((source, key), "") if key and source != "parallel_subtitles" else ""
        out.append((text, l, pair))
    return out

def bridge(rows, deep, view):
    """From a unit vector of e5 to DIMS numbers: MiniLM's view of the text or of its translation as far as e5 tells it
    linearly, beside OWN times e5 itself; then the leading directions of both, scaled by eigenvalue^-(WHITEN / 2)."""
    lang, has = np.array([r[1] for r in rows]), np.array([bool(r[2]) for r in rows])
    level = lambda x: x / np.linalg.norm(x, axis=1).mean()
    own = level(centred(deep.get([r[0] for r in rows]), lang))
    seen = level(centred(view.get([r[2] for r in rows if r[2]]), lang[has]))
    to_view = ridge(own[has], seen, STRENGTH)
    to_view /= np.linalg.norm(own @ to_view, axis=1).mean()
    both = np.concatenate([to_view, OWN * np.eye(own.shape[1])], 1)
    sample = (own[::4] @ both).astype(np.float64)
    value, vector = np.linalg.eigh(sample.T @ sample / len(sample))
    value, vector = value[::-1][:DIMS], vector[:, ::-1][:, :DIMS]
    vector = vector * np.sign(vector[np.abs(vector).argmax(0), np.arange(DIMS)])
    return both @ (vector * value ** (-WHITEN / 2))

def split(blocks, inputs):
    """The wheel's blocks (half-float scale, 16 bytes for 32 values) as rows of packed values and rows of scales."""
    rows = blocks.reshape(-1, inputs // BLOCK, 2 + BLOCK // 2)
    return {"nibbles": rows[:, :, 2:].reshape(len(rows), inputs // 2),
            "scales": np.ascontiguousarray(rows[:, :, :2]).reshape(len(rows), -1).view(np.float16)}

def pack(folder, e5, kept, matrix):
    place = {int(old): str(new) for new, old in enumerate(kept)}
    # The three special pieces carry no bytes, so that no text can be split into them
    names = [b"" if i in (e5.bos, e5.eos, e5.unknown) else e5.pieces[i][0].encode() for i in kept]
    out = {"piece_bytes": np.frombuffer(b"".join(names), np.uint8), "piece_ends": np.cumsum([len(n) for n in names]).astype(np.uint32),
           "piece_scores": np.array([e5.pieces[i][1] for i in kept], np.float32), "places": e5.places[:PLACES].astype(np.float16),
           "words.norm.weight": e5.floats("emb.ln.w"), "words.norm.bias": e5.floats("emb.ln.b"), "bridge": matrix.astype(np.float16)}
    width = e5.places.shape[1]
    out.update({f"words.{k}": v[kept] for k, v in split(e5.blocks("emb.word"), width).items()})
    for i in range(e5.layers):
        floats = lambda *names: np.concatenate([e5.floats(f"l{i}.{n}") for n in names])
        for name, parts in (("qkv", ("q", "k", "v")), ("out", ("ao",)), ("up", ("fi",)), ("down", ("fo",))):
            inputs = len(e5.floats(f"l{i}.fi.b")) if name == "down" else width
            for k, v in split(np.concatenate([e5.blocks(f"l{i}.{p}.w") for p in parts]), inputs).items(): out[f"layer.{i}.{name}.{k}"] = v
            out[f"layer.{i}.{name}.bias"] = floats(*[p + ".b" for p in parts])
        for norm, wheel in (("norm1", "aln"), ("norm2", "oln")):
            out[f"layer.{i}.{norm}.weight"], out[f"layer.{i}.{norm}.bias"] = floats(wheel + ".w"), floats(wheel + ".b")
    meta = {"name": "openend-accurate", "version": VERSION, "heads": str(e5.heads), "eps": repr(e5.eps), "first": place[e5.bos],
            "last": place[e5.eos], "unknown": place[e5.unknown], "prefix": ",".join(place[int(i)] for i in e5.prefix),
            "made-from": "multilingual-e5-small (MIT), all-MiniLM-L6-v2 (Apache-2.0), wordfreq and text named in README.md; share-alike notice in LICENSE-NOTICE.md"}
    os.makedirs(folder, exist_ok=True)
    save(os.path.join(folder, "model.safetensors"), out, meta)

class Accurate:
    """The shipped file run in plain floats, one text at a time: slow, and what other runtimes are held against."""
    def __init__(self, folder):
        with safe_open(os.path.join(folder, "model.safetensors"), "np") as f:
            self.meta, t = f.metadata(), {k: f.get_tensor(k) for k in f.keys()}
        def matrix(name):
            q, scale = t[name + ".nibbles"], t[name + ".scales"].astype(np.float32)
            q = q.reshape(*scale.shape, BLOCK // 2)
            return ((np.concatenate([q & 15, q >> 4], 2).astype(np.float32) - 8) * scale[:, :, None]).reshape(len(q), -1)
        ends = t["piece_ends"].astype(np.int64); starts = np.concatenate([[0], ends[:-1]])
        raw = t["piece_bytes"].tobytes()
        pieces = [(raw[a:b].decode(), float(s)) for a, b, s in zip(starts, ends, t["piece_scores"])]
        fact = lambda name: int(self.meta[name])
        self.tokenizer, self.heads, self.eps = splitter(pieces, fact("unknown")), fact("heads"), float(self.meta["eps"])
        self.before, self.after = [fact("first"), *map(int, self.meta["prefix"].split(","))], [fact("last")]
        self.words, self.t, self.bridge = matrix("words"), t, t["bridge"].astype(np.float32)
        count = len({k.split(".")[1] for k in t if k.startswith("layer.")})
        self.layers = [{n: (matrix(f"layer.{i}.{n}").T, t[f"layer.{i}.{n}.bias"]) for n in ("qkv", "out", "up", "down")} for i in range(count)]

    def ids(self, texts, limit=160):
        return [e.ids[:limit] for e in self.tokenizer.encode_batch_fast([" ".join(plain(t).split()) for t in texts], add_special_tokens=False)]

    def norm(self, x, name):
        x = x - x.mean(1, keepdims=True)
        return x / np.sqrt((x * x).mean(1, keepdims=True) + self.eps) * self.t[name + ".weight"] + self.t[name + ".bias"]

    def tokens(self, ids):
        """The last layer's tokens."""
        ids = [*self.before, *ids, *self.after]
        x = self.norm(self.words[ids] + self.t["places"][:len(ids)].astype(np.float32), "words.norm")
        for i, layer in enumerate(self.layers):
            dense = lambda n, v: v @ layer[n][0] + layer[n][1]
            q, k, v = dense("qkv", x).reshape(len(ids), 3, self.heads, -1).transpose(1, 2, 0, 3)
            s = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[2])
            s = np.exp(s - s.max(2, keepdims=True))
            mixed = (s / s.sum(2, keepdims=True) @ v).transpose(1, 0, 2).reshape(x.shape)
            x = self.norm(x + dense("out", mixed), f"layer.{i}.norm1")
            up = dense("up", x)
            x = self.norm(x + dense("down", up * (1 + erf(up / np.sqrt(2))) / 2), f"layer.{i}.norm2")
        return x

    def __call__(self, texts):
        own = np.array([unit(self.tokens(i).mean(0)) for i in self.ids(texts)], np.float32)
        return unit(own @ self.bridge)

SAMPLES = ["ok", "The waiting time was far too long!", "Staff were friendly and helpful.", "i am still waiting on my card?", "Teenindus oli aeglane ja ebaviisakas.",
           "Järjekord hambaarsti juurde on liiga pikk", "Nhân viên thân thiện, nhưng phải xếp hàng lâu.", "排队时间太长了,服务员态度很差", "排隊時間太長了", "价格便宜",
           "Das Personal war sehr unfreundlich.", "Le personnel était très gentil", "El precio es demasiado alto", "Palvelu oli hidasta", "O atendimento foi ótimo",
           "スタッフがとても親切でした", "음식이 맛있어요", "Обслуживание было медленным", "כן, השירות טוב", "الخدمة ممتازة", "ห้องน้ำสกปรกมาก", "great 😀 thanks!!",
           "£5.99 for parking?!", "N/A"]

def fixture(folder, path):
    """What the file gives for a few texts: pieces, and the first 8 numbers of the vector scaled to length 1."""
    model = Accurate(folder)
    out = [{"text": plain(t), "ids": i, "vector": [round(float(v), 5) for v in x[:8]]} for t, i, x in zip(SAMPLES, model.ids(SAMPLES), model(SAMPLES))]
    with open(path, "w", encoding="utf-8") as f:
        f.write('{"texts": [\n' + ",\n".join(json.dumps(o, ensure_ascii=False) for o in out) + "\n]}\n")

def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("data", "debs", "cache", "out"): parser.add_argument("--" + name, required=True)
    a = parser.parse_args()
    at = lambda name: os.path.join(a.cache, name)
    e5 = E5(a.cache)
    corpus = cached(at("corpus.pkl"), lambda: collect(a.data, a.debs, a.cache))
    _, _, often = cached(at("vocab.pkl"), lambda: vocabulary(corpus, e5))
    kept = cached(at("pieces.pkl"), lambda: kept_pieces(corpus, often, e5))
    deep, view = Store(at("e5"), lambda: e5), Store(at("mini"), lambda: MiniLM(a.cache))
    rows = bridge_rows(corpus)
    deep.fill([r[0] for r in rows], note="e5"); view.fill([r[2] for r in rows if r[2]], note="MiniLM")
    folder = os.path.join(a.out, "accurate")
    pack(folder, e5, kept, bridge(rows, deep, view))
    fixture(folder, os.path.join(folder, "parity.json"))

if __name__ == "__main__":
    main()
