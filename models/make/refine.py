"""Second step of the fit: stochastic gradient on what the rows are used for, cosines between texts."""
import numpy as np
import torch
import torch.nn.functional as F

def refine(counts, target, lang, weight, rows, share, epochs=4, batch=1024, rate=1e-3, pull=2e-3, direct=1.0, seed=7):
    """counts: texts x pieces; target: teacher vectors; rows: start, before the word weight is folded in; share: how
    often a text is drawn. Both sides are centred by language, as the program centres by survey; the loss is the squared
    difference of cosines inside a batch plus one minus the cosine to the target, and a pull back to the start."""
    torch.manual_seed(seed); rng = np.random.default_rng(seed)
    n, size = counts.shape
    length = np.maximum(np.asarray(counts.sum(1)).ravel(), 1)
    start = torch.from_numpy(rows)
    delta = torch.nn.Embedding(size, rows.shape[1], sparse=True)
    torch.nn.init.zeros_(delta.weight)
    w = torch.from_numpy(weight)
    kinds, code = np.unique(lang, return_inverse=True)
    base = counts.multiply(1 / length[:, None]).tocsr().astype(np.float32)
    full = base @ (rows * weight[:, None])
    centre = torch.from_numpy(np.stack([full[code == k].mean(0) for k in range(len(kinds))]).astype(np.float32))
    scale = float(np.linalg.norm(full - centre.numpy()[code], axis=1).mean()); del full
    goal = torch.from_numpy(target / np.maximum(np.linalg.norm(target, axis=1, keepdims=True), 1e-9))
    opt = torch.optim.SparseAdam(delta.parameters(), lr=rate)
    usable = np.flatnonzero((np.diff(counts.indptr) > 0) & (share > 0)); odds = share[usable] / share[usable].sum()
    steps = int(epochs * share[usable].sum() / batch)
    for step in range(steps):
        for g in opt.param_groups: g["lr"] = rate * (1 - step / steps)
        pick = rng.choice(usable, batch, p=odds)
        sub = base[pick]
        ids = torch.from_numpy(sub.indices.astype(np.int64)); at = torch.from_numpy(sub.indptr[:-1].astype(np.int64))
        unique, back = torch.unique(ids, return_inverse=True)
        change = delta(unique)
        table = (start[unique] + change) * w[unique, None]
        x = F.embedding_bag(back, table, at, mode="sum", per_sample_weights=torch.from_numpy(sub.data))
        c = torch.from_numpy(code[pick])
        x = F.normalize(x - centre[c], dim=1); t = goal[pick]
        loss = ((x @ x.T - t @ t.T) ** 2).mean() * 100 + direct * (1 - (x * t).sum(1)).mean() + pull * (change ** 2).sum() / len(unique) * 100
        opt.zero_grad(); loss.backward(); opt.step()
        if step % 100 == 0:
            print("refine", step, "of", steps, round(loss.item(), 4), round((x * t).sum(1).mean().item(), 4), flush=True)
        if step % 50 == 49:
            with torch.no_grad():
                table = ((start + delta.weight) * w[:, None]).numpy()
            some = rng.choice(usable, min(40000, len(usable)), replace=False)
            full = base[some] @ table
            for k in range(len(kinds)):
                m = code[some] == k
                if m.sum() > 50: centre[k] = torch.from_numpy(full[m].mean(0))
    with torch.no_grad():
        return (start + delta.weight).numpy()
