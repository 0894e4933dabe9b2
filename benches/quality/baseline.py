#!/usr/bin/env python3
"""AMI of TF-IDF and k-means that is told the true number of codes, to print beside the program's.

usage: baseline.py SET.csv...

TF-IDF of words (Vietnamese: syllables; Chinese: characters and pairs of them), 100 dimensions by SVD, rows of length
1, k-means with as many groups as people used codes, on the rows with exactly one human code; mean of five seeds.
Needs numpy and scikit-learn.
"""
import csv, json, os, sys
import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_mutual_info_score
from sklearn.preprocessing import normalize

csv.field_size_limit(10**9)
DIMENSIONS = 100
SEEDS = 5


def words_of(language):
    if language.startswith("zh"):
        return TfidfVectorizer(analyzer="char", ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    return TfidfVectorizer(token_pattern=r"(?u)\b\w+\b", min_df=2, sublinear_tf=True)


def measure(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["text"].strip() and r["labels"] and "|" not in r["labels"]]
    labels = [row["labels"] for row in rows]
    counts = words_of(rows[0]["lang"]).fit_transform([row["text"] for row in rows])
    found = []
    for seed in range(SEEDS):
        vectors = normalize(TruncatedSVD(DIMENSIONS, random_state=seed).fit_transform(counts))
        groups = KMeans(len(set(labels)), n_init=3, random_state=seed).fit_predict(vectors)
        found.append(adjusted_mutual_info_score(labels, groups))
    name = os.path.splitext(os.path.basename(path))[0]
    figures = {"n": len(rows), "human": len(set(labels)), "ami": np.mean(found), "lowest": min(found), "highest": max(found)}
    return {"set": name, **{k: v if isinstance(v, int) else round(float(v), 4) for k, v in figures.items()}}


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    for path in sys.argv[1:]:
        print(json.dumps(measure(path)), flush=True)
