/* Batch forward pass of a BERT-shaped sentence encoder with 8-bit weights, for AVX512-VNNI.
 *
 * Weights come in as unsigned bytes (value + 128), one scale per output row, packed in blocks of 16 rows:
 * [rows/16][inputs/4][16][4]. Activations are rounded to signed bytes with one scale per token.
 * Sequences are laid end to end (no padding); threads share out groups of whole sequences. */
#include <immintrin.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <omp.h>

typedef struct { const uint8_t *w; const float *scale, *bias; int rows, inputs; } Dense;
typedef struct { Dense qkv, out, up, down; const float *ln1w, *ln1b, *ln2w, *ln2b; } Layer;
typedef struct { int width, layers, heads, inner; float eps; Layer layer[24]; } Model;

Model *model_new(int width, int layers, int heads, int inner, float eps) {
    Model *m = calloc(1, sizeof *m);
    m->width = width; m->layers = layers; m->heads = heads; m->inner = inner; m->eps = eps;
    return m;
}

void model_dense(Model *m, int layer, int which, const uint8_t *w, const float *scale, const float *bias, int rows, int inputs) {
    Dense *d = which == 0 ? &m->layer[layer].qkv : which == 1 ? &m->layer[layer].out : which == 2 ? &m->layer[layer].up : &m->layer[layer].down;
    d->w = w; d->scale = scale; d->bias = bias; d->rows = rows; d->inputs = inputs;
}

void model_norms(Model *m, int layer, const float *w1, const float *b1, const float *w2, const float *b2) {
    Layer *l = &m->layer[layer];
    l->ln1w = w1; l->ln1b = b1; l->ln2w = w2; l->ln2b = b2;
}

static void to_bytes(const float *x, int tokens, int n, int8_t *q, float *scale, int32_t *sum) {
    for (int t = 0; t < tokens; t++) {
        const float *r = x + (size_t)t * n; int8_t *o = q + (size_t)t * n;
        float top = 1e-9f; int32_t s = 0;
        for (int i = 0; i < n; i++) top = fmaxf(top, fabsf(r[i]));
        float k = 127.0f / top;
        for (int i = 0; i < n; i++) { int v = (int)nearbyintf(r[i] * k); o[i] = (int8_t)v; s += v; }
        scale[t] = top / 127.0f; sum[t] = s;
    }
}

#define TOKENS 8
static void tile(const Dense *d, int blk, const int8_t *a, const float *as, const int32_t *sum, int n, float *y) {
    const int steps = d->inputs / 4;
    const __m512i *w0 = (const __m512i *)d->w + (size_t)blk * steps, *w1 = w0 + steps;
    __m512i c0[TOKENS], c1[TOKENS];
    for (int t = 0; t < TOKENS; t++) c0[t] = c1[t] = _mm512_setzero_si512();
    const int32_t *row[TOKENS];
    for (int t = 0; t < TOKENS; t++) row[t] = (const int32_t *)(a + (size_t)(t < n ? t : 0) * d->inputs);
    for (int k = 0; k < steps; k++) {
        __m512i u0 = _mm512_loadu_si512(w0 + k), u1 = _mm512_loadu_si512(w1 + k);
#pragma GCC unroll 8
        for (int t = 0; t < TOKENS; t++) {
            __m512i v = _mm512_set1_epi32(row[t][k]);
            c0[t] = _mm512_dpbusd_epi32(c0[t], u0, v);
            c1[t] = _mm512_dpbusd_epi32(c1[t], u1, v);
        }
    }
    __m512 s0 = _mm512_loadu_ps(d->scale + blk * 16), s1 = _mm512_loadu_ps(d->scale + blk * 16 + 16);
    __m512 b0 = _mm512_loadu_ps(d->bias + blk * 16), b1 = _mm512_loadu_ps(d->bias + blk * 16 + 16);
    for (int t = 0; t < n; t++) {
        __m512i off = _mm512_set1_epi32(128 * sum[t]); __m512 k = _mm512_set1_ps(as[t]);
        float *o = y + (size_t)t * d->rows + blk * 16;
        _mm512_storeu_ps(o, _mm512_fmadd_ps(_mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_sub_epi32(c0[t], off)), k), s0, b0));
        _mm512_storeu_ps(o + 16, _mm512_fmadd_ps(_mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_sub_epi32(c1[t], off)), k), s1, b1));
    }
}

static void dense(const Dense *d, const float *x, int tokens, int8_t *q, float *qs, int32_t *sum, float *y) {
    to_bytes(x, tokens, d->inputs, q, qs, sum);
    for (int blk = 0; blk < d->rows / 16; blk += 2)
        for (int t = 0; t < tokens; t += TOKENS)
            tile(d, blk, q + (size_t)t * d->inputs, qs + t, sum + t, tokens - t < TOKENS ? tokens - t : TOKENS, y + (size_t)t * d->rows);
}

static void add_norm(float *x, const float *y, int tokens, int n, const float *w, const float *b, float eps) {
    for (int t = 0; t < tokens; t++) {
        float *r = x + (size_t)t * n, mean = 0, var = 0;
        if (y) for (int i = 0; i < n; i++) r[i] += y[(size_t)t * n + i];
        for (int i = 0; i < n; i++) mean += r[i];
        mean /= n;
        for (int i = 0; i < n; i++) var += (r[i] - mean) * (r[i] - mean);
        float k = 1.0f / sqrtf(var / n + eps);
        for (int i = 0; i < n; i++) r[i] = (r[i] - mean) * k * w[i] + b[i];
    }
}

/* e^x by 2^n * polynomial; good to about 2e-7 relative, and it vectorises. */
static inline float fast_exp(float x) {
    x = x < -87.0f ? -87.0f : x > 87.0f ? 87.0f : x;
    float n = rintf(x * 1.44269504f), r = x - n * 0.693359375f + n * 2.12194440e-4f;
    float p = 1.0f + r * (1.0f + r * (0.5f + r * (0.16666667f + r * (0.041666667f + r * (0.0083333333f + r * 0.0013888889f)))));
    union { int32_t i; float f; } u; u.i = ((int32_t)n + 127) << 23;
    return p * u.f;
}

static void gelu(float *x, size_t n) {
    for (size_t i = 0; i < n; i++) {
        float v = x[i], a = fabsf(v) * 0.70710678f, t = 1.0f / (1.0f + 0.3275911f * a);
        float e = 1.0f - t * (0.254829592f + t * (-0.284496736f + t * (1.421413741f + t * (-1.453152027f + t * 1.061405429f)))) * fast_exp(-a * a);
        x[i] = 0.5f * v * (1.0f + (v < 0 ? -e : e));
    }
}

static void attend(const float *qkv, int len, int width, int heads, float *out, float *tmp) {
    int hd = width / heads, stride = 3 * width;
    float k = 1.0f / sqrtf((float)hd), *kt = tmp, *s = tmp + (size_t)hd * len;
    for (int h = 0; h < heads; h++) {
        const float *Q = qkv + h * hd, *K = Q + width, *V = K + width;
        for (int j = 0; j < len; j++) for (int i = 0; i < hd; i++) kt[(size_t)i * len + j] = K[(size_t)j * stride + i];
        for (int t = 0; t < len; t++) {
            const float *q = Q + (size_t)t * stride; float *o = out + (size_t)t * width + h * hd;
            float top = -1e30f, sum = 0;
            for (int j = 0; j < len; j++) s[j] = 0;
            for (int i = 0; i < hd; i++) { float v = q[i] * k; const float *c = kt + (size_t)i * len; for (int j = 0; j < len; j++) s[j] += v * c[j]; }
            for (int j = 0; j < len; j++) top = s[j] > top ? s[j] : top;
            for (int j = 0; j < len; j++) { s[j] = fast_exp(s[j] - top); sum += s[j]; }
            for (int i = 0; i < hd; i++) o[i] = 0;
            for (int j = 0; j < len; j++) { float v = s[j] / sum; const float *c = V + (size_t)j * stride; for (int i = 0; i < hd; i++) o[i] += v * c[i]; }
        }
    }
}

/* x: [start[n]][width] embeddings before their first norm; lnw/lnb: that norm. from/to: the part of each
 * sequence whose mean is wanted. out: [n][width]. */
void encode(const Model *m, float *x, const int32_t *start, const int32_t *from, const int32_t *to, int n,
            const float *lnw, const float *lnb, int group, float *out) {
    int W = m->width, F = m->inner, groups = 0, *first = malloc(sizeof(int) * (n + 2)), longest = 0;
    for (int i = 0; i < n; ) {
        int e = i + 1;
        while (e < n && start[e + 1] - start[i] <= group) e++;
        if (start[e] - start[i] > longest) longest = start[e] - start[i];
        first[groups++] = i; i = e;
    }
    first[groups] = n;
#pragma omp parallel
    {
        float *qkv = malloc(sizeof(float) * longest * 3 * W), *ctx = malloc(sizeof(float) * longest * W), *y = malloc(sizeof(float) * longest * W);
        float *up = malloc(sizeof(float) * longest * F), *qs = malloc(sizeof(float) * longest), *tmp = malloc(sizeof(float) * (size_t)longest * (W / m->heads + 2));
        int32_t *sum = malloc(sizeof(int32_t) * longest); int8_t *q = malloc((size_t)longest * (F > W ? F : W));
#pragma omp for schedule(dynamic)
        for (int g = 0; g < groups; g++) {
            int a = first[g], b = first[g + 1], base = start[a], T = start[b] - base;
            float *h = x + (size_t)base * W;
            add_norm(h, NULL, T, W, lnw, lnb, m->eps);
            for (int l = 0; l < m->layers; l++) {
                const Layer *L = &m->layer[l];
                dense(&L->qkv, h, T, q, qs, sum, qkv);
                for (int i = a; i < b; i++)
                    attend(qkv + (size_t)(start[i] - base) * 3 * W, start[i + 1] - start[i], W, m->heads, ctx + (size_t)(start[i] - base) * W, tmp);
                dense(&L->out, ctx, T, q, qs, sum, y);
                add_norm(h, y, T, W, L->ln1w, L->ln1b, m->eps);
                dense(&L->up, h, T, q, qs, sum, up);
                gelu(up, (size_t)T * F);
                dense(&L->down, up, T, q, qs, sum, y);
                add_norm(h, y, T, W, L->ln2w, L->ln2b, m->eps);
            }
            for (int i = a; i < b; i++) {
                float *o = out + (size_t)i * W; int lo = start[i] + from[i], hi = start[i] + to[i];
                for (int c = 0; c < W; c++) o[c] = 0;
                for (int t = lo; t < hi; t++) for (int c = 0; c < W; c++) o[c] += x[(size_t)t * W + c];
                for (int c = 0; c < W; c++) o[c] /= (hi > lo ? hi - lo : 1);
            }
        }
        free(qkv); free(ctx); free(y); free(up); free(qs); free(tmp); free(sum); free(q);
    }
    free(first);
}
