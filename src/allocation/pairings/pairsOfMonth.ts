import { addMonths, type Month } from '../../shared/month.js';
import { isExpectedToAudit, type Blackout } from '../availability/availability.js';
import { capacityOf, loadsIn, pairsIn, troubleWith, type Colleague, type Pair, type Trouble } from './pairing.js';

export interface Load {
  month: Month;
  /** Audits to moderate, and how many they can take. */
  load: number;
  capacity: number;
}

export interface PairInForce<Person extends Colleague> extends Pair {
  auditor: Person;
  moderator: Person;
  trouble: Trouble | null;
}

export interface ModeratorInMonth<Person extends Colleague> {
  moderator: Person;
  auditors: Person[];
  /** In the two months shown: alternate auditors share places between the odd and the even ones. */
  loads: Load[];
}

export interface PairsOfMonth<Person extends Colleague> {
  /** The month itself and the next one, or the one before where the pairs end with it. */
  months: Month[];
  /** The last month of these pairs; null when nobody is paired. */
  lastMonth: Month | null;
  pairs: PairInForce<Person>[];
  /** Auditors of whom an audit is expected in one of the two months, without a pair. */
  unpaired: Person[];
  /** Everyone who moderates in one of the two months, or is paired. */
  moderators: ModeratorInMonth<Person>[];
}

/** The pairs in force in a month, from everyone by name. */
export function pairsOfMonth<Person extends Colleague>(colleagues: ReadonlyMap<number, Person>, all: readonly Pair[], month: Month, blackouts: readonly Blackout[]): PairsOfMonth<Person> {
  const inForce = pairsIn(all, month);
  const lastMonth = [...inForce.values()].map((pair) => pair.toMonth).toSorted().at(-1) ?? null;
  const months = [month, addMonths(month, lastMonth !== null && lastMonth > month ? 1 : -1)].toSorted();
  const people = [...colleagues.values()];
  const pairs = people.flatMap((auditor) => {
    const pair = inForce.get(auditor.staffId);
    const moderator = pair && colleagues.get(pair.moderatorId);
    return pair && moderator ? [{ ...pair, auditor, moderator, trouble: troubleWith(auditor, moderator, month, blackouts) }] : [];
  });
  const loads = months.map((each) => loadsIn(all, each, colleagues, blackouts));
  const auditorsOf = new Map<number, Person[]>();
  for (const { moderatorId, auditor } of pairs) auditorsOf.set(moderatorId, [...(auditorsOf.get(moderatorId) ?? []), auditor]);
  return {
    months,
    lastMonth,
    pairs,
    unpaired: people.filter((one) => one.isAuditor && !inForce.has(one.staffId) && months.some((each) => isExpectedToAudit(one.availability, each, blackouts))),
    moderators: people
      .map((moderator) => ({
        moderator,
        auditors: auditorsOf.get(moderator.staffId) ?? [],
        loads: months.map((each, index) => ({ month: each, load: loads[index]!.get(moderator.staffId) ?? 0, capacity: capacityOf(moderator, each) })),
      }))
      .filter(({ auditors, loads: each }) => auditors.length > 0 || each.some(({ capacity }) => capacity > 0)),
  };
}
