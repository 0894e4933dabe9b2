"""The sentiment column: one number a piece, so that the mean over a text's pieces leans to its side."""
import numpy as np
import scipy.sparse as sp
from corpus import rows as csv_rows
from fit import solve
from teachers import unit

LABELLED = ("nhs_patients_en", "polarity_en", "pros_cons_en", "products_en", "xed_emotions_8langs")
SIGN = {"positive": 1.0, "negative": -1.0, "neutral": 0.0}

def labelled(data):
    """(text, language, set, sign) of the sets that say how a text feels."""
    seen = set()
    for name in LABELLED:
        for r in csv_rows(data, name):
            if r["sentiment"] in SIGN and (r["text"], name) not in seen:
                seen.add((r["text"], name))
                yield r["text"], r["lang"], name, SIGN[r["sentiment"]]

def logistic(x, y, weight, strength=1.0, steps=60):
    """Plain weighted logistic regression with a bias (y in -1, 1)."""
    from scipy.optimize import minimize
    x = np.hstack([x, np.ones((len(x), 1), np.float32)])
    def loss(w):
        m = y * (x @ w); g = -y * weight / (1 + np.exp(np.clip(m, -30, 30)))
        return (weight * np.logaddexp(0, -m)).sum() + strength * (w[:-1] ** 2).sum() / 2, x.T @ g + strength * np.append(w[:-1], 0)
    return minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": steps}).x

def balance(name, sign):
    """A weight a row: every set counts alike, and so do its two sides."""
    w = np.zeros(len(sign)); total = {}
    keys = list(zip(name, sign))
    for k in keys: total[k] = total.get(k, 0) + 1
    share = {"xed_emotions_8langs": 0.7}
    for i, k in enumerate(keys):
        w[i] = share.get(k[0], 1.0) * min(1.0, 4000 / total[k])
    return w

def column(feel, counts_labelled, e5_labelled, counts_plain, e5_plain, lang_plain, words, weight, prior=0.02, steps=30):
    """feel: list of labelled(). counts_*: texts x pieces. words: the teacher's vector of each piece."""
    name, lang, sign = [f[2] for f in feel], np.array([f[1] for f in feel]), np.array([f[3] for f in feel])
    w = balance(name, sign)
    sided = sign != 0
    def centre(x, l):
        out = x.copy()
        for g in np.unique(l): out[l == g] -= means[g] if g in means else x[l == g].mean(0)
        return out
    means = {g: e5_plain[lang_plain == g].mean(0) for g in np.unique(lang_plain)}
    probe = logistic(centre(e5_labelled, lang)[sided] * 10, sign[sided], w[sided])
    def judged(x, l): return np.tanh((centre(x, l) * 10) @ probe[:-1] / 2 + probe[-1] / 2)
    teacher = judged(e5_plain, lang_plain)
    for g in np.unique(lang_plain): teacher[lang_plain == g] -= np.median(teacher[lang_plain == g])
    both = sp.vstack([counts_labelled, counts_plain]).tocsr()
    y = np.concatenate([0.6 * sign + 0.4 * judged(e5_labelled, lang), teacher])
    strength = np.concatenate([w, np.full(len(teacher), 0.25)])
    # a first guess for every piece, seen or not: a linear reading of the teacher's vector of the lone word
    mean = sp.diags(1 / np.maximum(np.asarray(both @ weight).ravel(), 1e-6)) @ both @ sp.diags(weight)
    bagged = np.hstack([mean @ words, np.ones((len(y), 1))])
    g = (bagged * strength[:, None]).T @ bagged
    g[np.diag_indices(words.shape[1])] += 0.003 * np.trace(g[:-1, :-1]) / len(g)
    reading = np.linalg.solve(g, (bagged * strength[:, None]).T @ y)
    start = (words @ reading[:-1]) * weight
    design = (sp.diags(1 / np.maximum(np.asarray(both.sum(1)).ravel(), 1)) @ both).tocsr().astype(np.float64)
    # longer texts say less a word: let the fit see each text at a scale that grows with its length
    length = np.asarray(both.sum(1)).ravel()
    stretch = np.sqrt(np.maximum(length, 1)) / 2
    design = sp.diags(stretch) @ design
    first = design @ start
    k = (strength * first * y).sum() / (strength * first * first).sum()
    out = solve(design.tocsr(), y[:, None], (start * k)[:, None], prior * len(y) / 1e4, steps, strength)[:, 0]
    return out
