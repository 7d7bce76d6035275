import type { Database } from '../database/database.js';
import type { Day } from '../shared/day.js';
import type { Month } from '../shared/month.js';
import { share, type Share } from '../shared/percent.js';
import { countByMonth, monthsWithAudits, sidesOver } from './counts.js';
import { expectedModeratorEffect, moderatorEffectMeasures } from './figures.js';

type EffectKey = (typeof moderatorEffectMeasures)[number]['key'];

/** What moderation changed in one month. */
export type ModeratorEffect = { month: Month } & Record<EffectKey, Share>;

/** The moderator effect of the last six months with counted audits up to `month`, oldest first (domain.md, "moderator effect"). */
export async function moderatorEffectOf(database: Database, month: Month, asAt: Day): Promise<ModeratorEffect[]> {
  const months = (await monthsWithAudits(database, asAt)).map((row) => row.month).filter((earlier) => earlier <= month);
  const lastSix = months.slice(0, 6).reverse();
  const counts = await countByMonth(database, moderatorEffectMeasures, () => lastSix, asAt);
  return lastSix.map((each) => {
    const of = (key: EffectKey): Share => {
      const measure = moderatorEffectMeasures.find((candidate) => candidate.key === key)!;
      const { numerator, denominator } = sidesOver(counts, measure, each);
      return share(numerator, denominator);
    };
    return {
      month: each,
      changed: of('changed'),
      upgraded: of('upgraded'),
      downgraded: of('downgraded'),
      inadequate_by_moderator: of('inadequate_by_moderator'),
    };
  });
}

/** Where a share of changed ratings lies beside what is expected; by the whole percentage shown. Null without data. */
export function besideExpected(changed: Share): 'below' | 'within' | 'above' | null {
  if (changed.percent === null) return null;
  if (changed.percent < expectedModeratorEffect.from) return 'below';
  return changed.percent > expectedModeratorEffect.to ? 'above' : 'within';
}
