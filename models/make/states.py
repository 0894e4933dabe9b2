"""The last layer's tokens of clauses by the shipped accurate encoder (run by encoder.c), kept on disk."""
import glob, json, os
import numpy as np, torch
from teachers import Encoder

LIMIT = 120

class States:
    """Rows of tokens: those of text t are starts[row[t]] to starts[row[t] + 1]."""
    def __init__(self, model, cache):
        t, self.model, self.folder = model.t, model, os.path.join(cache, "states")
        floats = lambda *names: [t[n].astype(np.float32) for n in names]
        layers = [{**{n: (np.ascontiguousarray(layer[n][0].T), layer[n][1]) for n in ("qkv", "out", "up", "down")},
                   "norms": floats(*(f"layer.{i}.{n}" for n in ("norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias")))}
                  for i, layer in enumerate(model.layers)]
        self.width = model.words.shape[1]
        self.encoder = Encoder(cache, self.width, model.heads, model.eps, lambda ids: model.words[ids], *floats("places"),
                               floats("words.norm.weight", "words.norm.bias"), layers)
        os.makedirs(self.folder, exist_ok=True)

    def tokens(self, texts): return [np.array([*self.model.before, *x, *self.model.after], np.int64) for x in self.model.ids(texts, LIMIT)]

    def fill(self, texts, batch=4096, group=192):
        """Reads what is on disk, encodes the rest, and makes all of it ready."""
        known = {t for name in glob.glob(os.path.join(self.folder, "*.json")) for t in json.load(open(name, encoding="utf-8"))}
        new = [t for t in texts if t not in known]
        if new: self.store(new, batch, group)
        parts, self.row, starts = [], {}, [0]
        for name in sorted(glob.glob(os.path.join(self.folder, "*.json"))):
            offset = starts[-1]
            for t, end in zip(json.load(open(name, encoding="utf-8")), np.load(name[:-5] + ".starts.npy")[1:], strict=True):
                self.row.setdefault(t, len(starts) - 1); starts.append(offset + int(end))
            parts.append(np.load(name[:-5] + ".npy", mmap_mode="r"))
        self.starts, self.all = np.array(starts), torch.from_numpy(np.concatenate(parts))

    def store(self, texts, batch, group):
        ids = self.tokens(texts); ends = np.concatenate([[0], np.cumsum([len(x) for x in ids])])
        name = os.path.join(self.folder, f"{len(glob.glob(os.path.join(self.folder, '*.json'))):04d}")
        out, encoder = np.lib.format.open_memmap(name + ".npy", "w+", np.float16, (int(ends[-1]), self.width)), self.encoder
        by_length = np.argsort([len(x) for x in ids], kind="stable")
        for a in range(0, len(ids), batch):
            pick = by_length[a:a + batch]; start = np.concatenate([[0], np.cumsum([len(ids[i]) for i in pick])]).astype(np.int32)
            flat, place = np.concatenate([ids[i] for i in pick]), np.concatenate([np.arange(len(ids[i])) for i in pick])
            # The encoder works in place: what goes in as words and places comes back as the last layer's tokens
            x = np.ascontiguousarray(encoder.words(flat) + encoder.places[place], np.float32)
            lo, hi, mean = np.zeros(len(pick), np.int32), np.diff(start).astype(np.int32), np.zeros((len(pick), self.width), np.float32)
            encoder.lib.encode(encoder.model, *(v.ctypes.data for v in (x, start, lo, hi)), len(pick),
                               *(v.ctypes.data for v in encoder.norm), group, mean.ctypes.data)
            for i, s, e in zip(pick, start, start[1:]): out[ends[i]:ends[i + 1]] = x[s:e]
            print("states", min(a + batch, len(ids)), "of", len(ids), flush=True)
        out.flush(); np.save(name + ".starts.npy", ends)
        with open(name + ".json", "w", encoding="utf-8") as f: json.dump(texts, f, ensure_ascii=False)

    def __call__(self, at): return self.all[torch.from_numpy(at)].float()
