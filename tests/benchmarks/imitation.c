/* The straightforward imitation process, one update at a time, and the straightforward match. */

#include <math.h>
#include <stdint.h>

static uint64_t s[4];

static uint64_t rotl(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

static uint64_t next(void) /* xoshiro256++ of Blackman and Vigna */
{
    uint64_t result = rotl(s[0] + s[3], 23) + s[0], t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 45);
    return result;
}

static double unit(void) { return (next() >> 11) * 0x1.0p-53; }

static int64_t below(int64_t n) { return (int64_t)(unit() * n); }

static void begin(uint64_t seed)
{
    for (int i = 0; i < 4; i++) { /* SplitMix64, as its authors advise */
        uint64_t z = (seed += 0x9E3779B97F4A7C15u);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        s[i] = z ^ (z >> 31);
    }
}

static int64_t drawn(const int64_t *count, int64_t players) /* strategy of a random player */
{
    int64_t left = below(players), i = 0;
    while (left >= count[i]) left -= count[i++];
    return i;
}

static double payoff(int64_t k, const double *pays, const int64_t *count, int64_t i, int64_t size)
{
    double sum = -pays[i * k + i];
    for (int64_t j = 0; j < k; j++) sum += pays[i * k + j] * count[j];
    return sum / (size - 1);
}

/* count: players of each strategy at the start; share: mean over the updates after burn_in */
void imitation(int64_t k, const double *pays, int64_t size, double selection, double mutation,
               int64_t burn_in, int64_t updates, uint64_t seed, int64_t *count, double *share)
{
    begin(seed);
    for (int64_t i = 0; i < k; i++) share[i] = 0.0;
    for (int64_t t = -burn_in; t < updates; t++) {
        int64_t own = drawn(count, size), new = own;
        if (unit() < mutation) {
            new = below(k - 1);
            new += new >= own;
        } else {
            count[own]--; /* nobody imitates himself */
            int64_t other = drawn(count, size - 1);
            count[own]++;
            if (other != own) {
                double lead = payoff(k, pays, count, other, size);
                lead -= payoff(k, pays, count, own, size);
                if (unit() < 1.0 / (1.0 + exp(-selection * lead))) new = other;
            }
        }
        count[own]--;
        count[new]++;
        if (t >= 0)
            for (int64_t i = 0; i < k; i++) share[i] += count[i];
    }
    for (int64_t i = 0; i < k; i++) share[i] /= (double)size * updates;
}

/* p, q: chances to cooperate after own CC, CD, DC, DD; paid: sum over the rounds, each run */
void match(int64_t runs, int64_t rounds, const double *p, const double *q, const double *prize,
           uint64_t seed, double *paid)
{
    static const int mirrored[4] = {0, 2, 1, 3};
    begin(seed);
    for (int64_t run = 0; run < runs; run++) {
        int state = 0;
        double sum = 0.0;
        for (int64_t t = 0; t < rounds; t++) {
            int own = unit() >= p[state], other = unit() >= q[mirrored[state]];
            state = 2 * own + other;
            sum += prize[state];
        }
        paid[run] = sum / rounds;
    }
}
