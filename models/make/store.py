"""Vectors of texts, kept on disk so that a broken or repeated run goes on where it stood."""
import glob, json, os
import numpy as np

class Store:
    def __init__(self, folder, teacher):
        self.folder, self.teacher, self.row, self.parts, self.count = folder, teacher, {}, [], 0
        os.makedirs(folder, exist_ok=True)
        for name in sorted(glob.glob(os.path.join(folder, "[0-9]*[0-9].npy"))):
            self.take(json.load(open(name[:-4] + ".json", encoding="utf-8")), np.load(name))

    def take(self, texts, vectors):
        for i, t in enumerate(texts): self.row[t] = self.count + i
        self.parts.append(vectors); self.count += len(texts)

    def fill(self, texts, chunk=8192, note=None):
        need = list(dict.fromkeys(t for t in texts if t not in self.row))
        for a in range(0, len(need), chunk):
            part = need[a:a + chunk]
            vectors = self.teacher()(part).astype(np.float16)
            name = os.path.join(self.folder, f"{self.count:08d}")
            json.dump(part, open(name + ".json", "w", encoding="utf-8"), ensure_ascii=False)
            with open(name + ".part", "wb") as f: np.save(f, vectors)
            os.rename(name + ".part", name + ".npy")
            self.take(part, vectors)
            if note: print(note, a + len(part), "of", len(need), flush=True)

    def get(self, texts):
        table = np.concatenate(self.parts)
        return table[[self.row[t] for t in texts]].astype(np.float32)
