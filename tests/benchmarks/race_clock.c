/* The straightforward race: every lab's exponential clock, the first one, a coin for disaster. */

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

void race_clock(int64_t runs, int64_t labs, const double *rate, const double *danger,
                uint64_t seed, int64_t *winner, double *years, uint8_t *disaster)
{
    for (int i = 0; i < 4; i++) { /* SplitMix64, as its authors advise */
        uint64_t z = (seed += 0x9E3779B97F4A7C15u);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        s[i] = z ^ (z >> 31);
    }
    for (int64_t run = 0; run < runs; run++) {
        int64_t first = 0;
        double best = INFINITY;
        for (int64_t lab = 0; lab < labs; lab++) {
            double time = -log(1.0 - unit()) / rate[lab];
            if (time < best) {
                best = time;
                first = lab;
            }
        }
        winner[run] = first;
        years[run] = best;
        disaster[run] = unit() < danger[first];
    }
}
