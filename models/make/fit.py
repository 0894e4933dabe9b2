"""From teachers' vectors to a table of rows: targets, starting rows, least squares by block conjugate gradient."""
import numpy as np
import scipy.sparse as sp
from teachers import unit

def bags(tokenizer, texts, rows):
    """Texts x pieces, counts."""
    indptr, indices, data = [0], [], []
    for a in range(0, len(texts), 20000):
        for e in tokenizer.encode_batch_fast(texts[a:a + 20000], add_special_tokens=False):
            ids, n = np.unique(np.array(e.ids, np.int64), return_counts=True)
            indices.append(ids); data.append(n); indptr.append(indptr[-1] + len(ids))
    return sp.csr_matrix((np.concatenate(data).astype(np.float32), np.concatenate(indices).astype(np.int32), np.array(indptr)), (len(texts), rows))

def ridge(x, y, strength):
    g = x.T @ x
    g[np.diag_indices_from(g)] += strength * np.trace(g) / len(g)
    return np.linalg.solve(g, x.T @ y)

def centred(x, groups):
    """x less the mean of its own group."""
    out = np.empty_like(x)
    for g in np.unique(groups):
        out[groups == g] = x[groups == g] - x[groups == g].mean(0)
    return out

def solve(design, target, start, strength, steps, weight=None, note=None):
    """Rows R that minimise |design R - target|^2 + strength |R - start|^2, all columns at once."""
    w = np.ones(design.shape[0], np.float32) if weight is None else weight
    left, right = sp.diags(w).dot(design).T.tocsr(), design
    rows = start.copy()
    residual = left @ (target - right @ rows)
    p, rr = residual.copy(), (residual ** 2).sum(0)
    for i in range(steps):
        q = left @ (right @ p) + strength * p
        alpha = rr / np.maximum((p * q).sum(0), 1e-20)
        rows += alpha * p; residual -= alpha * q
        new = (residual ** 2).sum(0)
        p = residual + (new / np.maximum(rr, 1e-20)) * p; rr = new
    return rows
