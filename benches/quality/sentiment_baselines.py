#!/usr/bin/env python3
"""Sentiment by two well-known methods, written as the program writes its own, so that the same tools score both.

usage: sentiment_baselines.py vader SURVEY.csv CODED.csv
       sentiment_baselines.py n-grams SURVEY.csv CODED.csv FITTING.csv

Both read the column `text`; CODED has the survey's rows with oe_sentiment and oe_sentiment_score. `vader` is the
lexicon of PyPI vaderSentiment with its authors' thresholds (English alone). `n-grams` is a logistic regression on TF-IDF of
words, pairs of them and runs of 2 to 5 characters inside words, fitted on the column `sentiment` of FITTING; its score is the
chance of positive less that of negative, and oe_sentiment_confidence the chance of its class. Needs vaderSentiment, or
scikit-learn.
"""
import csv, sys

csv.field_size_limit(10**9)
# Compound scores from here on, either side, are positive or negative: vaderSentiment's readme.
THRESHOLD = 0.05
# Inverse strength of the ridge; 1, 3, 10 and 30 were within .006 of each other (three parts of the fitting half of
# nhs_patients_en, macro-F1).
STRENGTH = 3


def read(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def vader(rows):
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    for row in rows:
        score = analyzer.polarity_scores(row["text"])["compound"]
        name = "positive" if score >= THRESHOLD else "negative" if score <= -THRESHOLD else "neutral"
        yield {"oe_sentiment": name, "oe_sentiment_score": round(score, 4)}


def n_grams(rows, fitting):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True)
    model = make_pipeline(make_union(words, characters), LogisticRegression(C=STRENGTH, max_iter=1000))
    model.fit([row["text"] for row in fitting], [row["sentiment"] for row in fitting])
    names = list(model.classes_)
    for chances in model.predict_proba([row["text"] for row in rows]):
        score = chances[names.index("positive")] - chances[names.index("negative")]
        figures = {"oe_sentiment_score": round(float(score), 4), "oe_sentiment_confidence": round(float(chances.max()), 4)}
        yield {"oe_sentiment": names[chances.argmax()], **figures}


def main(method, survey, coded, fitting=None):
    rows = read(survey)
    found = vader(rows) if method == "vader" else n_grams(rows, read(fitting))
    found = [{**row, **judged} for row, judged in zip(rows, found)]
    with open(coded, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(found[0]))
        writer.writeheader()
        writer.writerows(found)


if __name__ == "__main__":
    if (sys.argv[1:2], len(sys.argv)) not in ((["vader"], 4), (["n-grams"], 5)):
        sys.exit(__doc__)
    main(*sys.argv[1:])
