"""Writes the shipped files of the static vectors and their test fixture."""
import json, os
import numpy as np

KINDS = {"uint8": "U8", "int8": "I8", "float16": "F16", "uint32": "U32", "float32": "F32"}

def save(path, tensors, meta):
    """A safetensors file whose bytes depend on nothing but its contents (the library writes the notes in any order)."""
    order = sorted(tensors, key=lambda k: (-tensors[k].dtype.itemsize, k))
    header, at = {"__metadata__": dict(sorted(meta.items()))}, 0
    for k in order:
        header[k] = {"dtype": KINDS[tensors[k].dtype.name], "shape": list(tensors[k].shape), "data_offsets": [at, at + tensors[k].nbytes]}
        at += tensors[k].nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path + ".part", "wb") as f:
        f.write(len(text).to_bytes(8, "little") + text)
        for k in order: f.write(np.ascontiguousarray(tensors[k]).tobytes())
    os.chmod(path + ".part", 0o644); os.rename(path + ".part", path)

def four_bits(rows):
    """Signed 4-bit values with one scale a row (the scale with the least error among a few); packed two a byte."""
    top = np.abs(rows).max(1)
    best, scale = np.full(len(rows), np.inf), np.zeros(len(rows), np.float32)
    for k in np.linspace(0.55, 1.0, 12):
        s = np.maximum(top * k / 7, 1e-12)
        q = np.clip(np.rint(rows / s[:, None]), -8, 7)
        err = ((q * s[:, None] - rows) ** 2).sum(1)
        scale[err < best] = s[err < best]; best = np.minimum(best, err)
    scale[top < 1e-9] = 0
    q = np.clip(np.rint(rows / np.maximum(scale, 1e-12)[:, None]), -8, 7)
    q[scale == 0] = 0
    u = (q + 8).astype(np.uint8)
    return u[:, 0::2] | (u[:, 1::2] << 4), scale

def write(folder, tokenizer, rows, tone, bias, meta):
    os.makedirs(folder, exist_ok=True)
    packed, scale = four_bits(rows.astype(np.float32))
    unit = max(float(np.abs(tone).max()), 1e-9) / 127
    save(os.path.join(folder, "model.safetensors"), {"vectors": packed, "scales": scale, "sentiment": np.rint(tone / unit).astype(np.int8)},
         {**meta, "dims": str(rows.shape[1]), "sentiment_scale": repr(unit), "sentiment_bias": repr(float(bias))})
    with open(os.path.join(folder, "tokenizer.json"), "w", encoding="utf-8") as f:
        json.dump(tokenizer, f, ensure_ascii=False, separators=(",", ":"))

SAMPLES = ["", "   ", "ok", "The waiting time was far too long!", "Staff were friendly and helpful.", "Teenindus oli aeglane ja ebaviisakas.",
           "Järjekord hambaarsti juurde on liiga pikk", "Nhân viên thân thiện, nhưng phải xếp hàng lâu.", "giá quá cao", "排队时间太长了，服务员态度很差",
           "排隊時間太長了，服務員態度很差", "价格便宜", "Das Personal war sehr unfreundlich.", "Le personnel était très gentil", "El precio es demasiado alto",
           "スタッフがとても親切でした", "음식이 맛있어요", "Обслуживание было медленным", "Palvelu oli hidasta", "O atendimento foi ótimo", "Il cibo era freddo",
           "👍👍👍", "😡", "great 😀 thanks!!", "N/A", "none", "12345", "£5.99 for parking?!", "https://example.org/page?x=1", "ＦＵＬＬ ｗｉｄｔｈ", "naïve café",
           "e\u0301te\u0301", "ﬁne oﬃce", "I don’t know, I can't say", "a\u200bb", "tab\tand\nnewline", "mixed 中文 and English 服务 good",
           "כן, השירות טוב", "الخدمة ممتازة", "x" * 300, "long text about the wait and the price, again and again. " * 40]

def fixture(folder, path):
    """What the shipped files give for a few texts, computed from the packed table."""
    from measure import Table
    table = Table(folder)
    out = [{"text": t, "ids": table.ids([t])[0], "embedding": [round(float(v), 6) for v in table([t])[0]], "sentiment": round(float(table.sentiment([t])[0]), 6)} for t in SAMPLES]
    with open(path, "w", encoding="utf-8") as f:
        json.dump(out, f, ensure_ascii=False, indent=0)
