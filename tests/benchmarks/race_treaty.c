/* The straightforward race under a treaty: Gillespie's direct method, one event after another.

   A milestone, a cheater caught, or a false alarm; either of the last two ends the treaty, and
   everybody does Nash safety from then on. A lab behind the leader drops safety; a member that
   keeps the treaty does not go below the standard. */

#include <math.h>
#include <stdint.h>

#define MOST 20

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

void race_treaty(int64_t runs, int64_t labs, int64_t milestones, const double *speed,
                 const double *safety, const double *nash, const uint8_t *member, double tax,
                 double risk, double catch_up, double standard, double detection,
                 double false_alarms, uint64_t seed, int64_t *winner, double *years,
                 uint8_t *disaster, double *caught_years, uint8_t *collapsed)
{
    for (int i = 0; i < 4; i++) { /* SplitMix64, as its authors advise */
        uint64_t z = (seed += 0x9E3779B97F4A7C15u);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        s[i] = z ^ (z >> 31);
    }
    for (int64_t run = 0; run < runs; run++) {
        int64_t done[MOST] = {0}, leader = 0, cheaters = 0, members = 0;
        double care[MOST], sum[MOST] = {0}, rate[MOST], now = 0.0;
        collapsed[run] = 0;
        for (int64_t lab = 0; lab < labs; lab++) {
            caught_years[run * labs + lab] = INFINITY;
            members += member[lab];
            cheaters += member[lab] && safety[lab] < standard;
        }
        for (;;) {
            double total = 0.0;
            for (int64_t lab = 0; lab < labs; lab++) {
                double most = collapsed[run] ? nash[lab] : safety[lab];
                care[lab] = most * fmax(0.0, 1.0 - catch_up * (leader - done[lab]));
                if (!collapsed[run] && member[lab] && safety[lab] >= standard)
                    care[lab] = fmax(care[lab], standard);
                rate[lab] = milestones * speed[lab] * (1.0 - tax * care[lab]);
                total += rate[lab];
            }
            if (!collapsed[run])
                total += cheaters * detection + members * false_alarms;
            now += -log(1.0 - unit()) / total;
            double pick = unit() * total;
            int64_t lab = 0;
            while (lab < labs && pick >= rate[lab])
                pick -= rate[lab++];
            if (lab == labs) { /* no milestone: who was caught, if anybody? */
                for (lab = 0; lab < labs; lab++) {
                    if (!member[lab] || safety[lab] >= standard)
                        continue;
                    if (pick < detection) {
                        caught_years[run * labs + lab] = now;
                        break;
                    }
                    pick -= detection;
                }
                collapsed[run] = 1;
                continue;
            }
            sum[lab] += care[lab];
            if (++done[lab] > leader)
                leader = done[lab];
            if (leader == milestones) {
                winner[run] = lab;
                years[run] = now;
                disaster[run] = unit() < risk * (1.0 - sum[lab] / milestones);
                break;
            }
        }
    }
}
