import type { Month } from '../../shared/month.js';
import { capacityIn, expectedAuditors, moderationCapacityIn, type Workforce } from './availability.js';

/** How many audits can be moderated in a month against how many are expected. */
export interface CapacityOfMonth {
  month: Month;
  /** Audits the available moderators can moderate. */
  capacity: number;
  /** Available moderators, external ones among them. */
  moderators: number;
  external: number;
  /** Of whom an audit is expected. */
  expected: number;
  /** Those of them who are exempt from this single month. */
  exempted: number;
  /** Audits given out, without those exempted since. */
  allocated: number;
  /** Audits given out and exempted since. */
  allocatedExempted: number;
  /** Of whom an audit is expected, who are not exempt from the month and have no audit of it. */
  withoutAudit: number;
  /** `capacity` less the audits expected; negative when that is not enough. */
  gap: number;
  /** Why there are no audits in this month; null when there are. */
  blackout: string | null;
}

/** The audits to reckon with: those expected, without single months off. */
export function auditsExpected({ expected, exempted }: Pick<CapacityOfMonth, 'expected' | 'exempted'>): number {
  return expected - exempted;
}

interface Given {
  allocated: number;
  allocatedExempted: number;
  /** Who has an audit of the month. */
  auditing: ReadonlySet<number>;
}

/** One month's capacity; `off` are those exempt from this single month, whether or not an audit is expected of them. */
export function capacityOf(workforce: Workforce, month: Month, off: ReadonlySet<number>, { auditing, ...given }: Given): CapacityOfMonth {
  const moderators = workforce.staff.filter((person) => moderationCapacityIn(person, month) > 0);
  const auditors = expectedAuditors(workforce, month);
  const numbers = {
    capacity: capacityIn(workforce, month),
    moderators: moderators.length,
    external: moderators.filter((person) => person.external).length,
    expected: auditors.length,
    exempted: auditors.filter((person) => off.has(person.staffId)).length,
    withoutAudit: auditors.filter(({ staffId }) => !off.has(staffId) && !auditing.has(staffId)).length,
  };
  return { month, ...numbers, ...given, gap: numbers.capacity - auditsExpected(numbers), blackout: workforce.blackouts.find((one) => one.month === month)?.reason ?? null };
}

/** The gap in short: `7 short`, `6 to spare`, `Exactly enough`. */
export function gapInShort({ gap }: Pick<CapacityOfMonth, 'gap'>): string {
  if (gap === 0) return 'Exactly enough';
  return gap < 0 ? `${-gap} short` : `${gap} to spare`;
}

/** What a month's numbers mean, and what to do about it. */
export function gapInWords(of: Pick<CapacityOfMonth, 'capacity' | 'expected' | 'exempted' | 'gap' | 'blackout'>): string {
  const { capacity, gap, blackout } = of;
  const audits = auditsExpected(of);
  if (blackout !== null) return `No audits this month: ${blackout}. Nothing has to be moderated.`;
  const both = `${capacity === 0 ? 'None' : capacity} can be moderated and ${audits === 0 ? 'no audits are' : audits === 1 ? '1 audit is' : `${audits} audits are`} expected${of.exempted > 0 ? ` without the ${of.exempted} exempt` : ''}`;
  if (gap === 0) return `${both}: exactly enough, with none to spare.`;
  if (gap > 0) return `${both}: enough, and ${gap} more could be moderated.`;
  return `${both}: ${-gap} more than can be moderated. Find moderators for ${-gap === 1 ? '1 audit' : `${-gap} audits`} or end exemptions from moderating; otherwise ${-gap === 1 ? 'it stays' : 'they stay'} without one.`;
}
