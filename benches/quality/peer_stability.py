#!/usr/bin/env python3
"""How far two frames of the peer agree that come from two random halves of a set and code all of it.

usage: peer_stability.py INPUT.csv OUT.json --tools FOLDER [--only labelled|single]

Fits BERTopic on each half (by the hash of `id`, as the quality bench divides), lets both `transform` the whole set,
matches topics one to one by the Jaccard index of their respondents, and counts topics above 3 % of all respondents, on
both sides, whose match reaches .5; `codings` and `codings_matched` count respondents in all topics and in those
matched, whatever their size. FOLDER holds peer_bertopic.py, whose sentence vectors and packages are used; each
text is embedded once. `--only` keeps rows with any human code, or with exactly one.
"""
import argparse, csv, hashlib, json, sys
import numpy as np

csv.field_size_limit(10**9)
LARGE = 0.03
MATCHED = 0.5


def in_first_half(row_id):
    return hashlib.sha256(row_id.encode()).digest()[0] % 2 == 0


def topics_of_all(texts, vectors, half):
    from bertopic import BERTopic

    model = BERTopic()
    model.fit_transform([text for text, keep in zip(texts, half) if keep], vectors[half])
    return np.array(model.transform(texts, vectors)[0])


def jaccard(left, right):
    """Of each topic of one coding with each of the other; answers without a topic (-1) are in none."""
    sides = [[coding == topic for topic in sorted(set(coding.tolist()) - {-1})] for coding in (left, right)]
    shared = np.array([[(a & b).sum() for b in sides[1]] for a in sides[0]], float)
    sizes = [np.array([members.sum() for members in side], float) for side in sides]
    return shared / (sizes[0][:, None] + sizes[1][None, :] - shared), sizes


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("input")
    parser.add_argument("out")
    parser.add_argument("--tools", required=True)
    parser.add_argument("--only", choices=["labelled", "single"])
    options = parser.parse_args()
    sys.path.insert(0, options.tools)
    from peer_bertopic import minilm
    from scipy.optimize import linear_sum_assignment

    with open(options.input, encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["text"].strip()]
    if options.only:
        rows = [r for r in rows if r["labels"] and (options.only == "labelled" or "|" not in r["labels"])]
    texts = [row["text"] for row in rows]
    first = np.array([in_first_half(row["id"]) for row in rows])
    vectors = minilm(texts, threads=1)
    overlap, sizes = jaccard(*(topics_of_all(texts, vectors, half) for half in (first, ~first)))
    pairs = list(zip(*linear_sum_assignment(-overlap)))
    found = [(a, b) for a, b in pairs if overlap[a, b] >= MATCHED]
    large = [size > LARGE * len(rows) for size in sizes]
    matched = sum(int(large[0][a]) + int(large[1][b]) for a, b in found)
    kept = sum(sizes[0][a] + sizes[1][b] for a, b in found)
    figures = {"rows": len(rows), "halves": [int(first.sum()), int((~first).sum())]}
    figures.update(codes=[len(size) for size in sizes], large=int(sum(side.sum() for side in large)), matched=matched)
    figures.update(codings=int(sum(size.sum() for size in sizes)), codings_matched=int(kept))
    with open(options.out, "w", encoding="utf-8") as file:
        json.dump(figures, file)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
