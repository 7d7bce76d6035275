import { momentInWords } from '../shared/clock.js';
import type { Told } from './acknowledgement.reads.js';

/** Who was told of an immediate safety worry, who says that they know and who has not said so; null for a case that was not raised by one. `mayAcknowledge`: the reader is asked to. */
export function acknowledgementsShown({ ref, detail }: { ref: string; detail: string | null }, told: readonly Told[], mayAcknowledge: boolean) {
  if (told.length === 0) return null;
  return {
    action: mayAcknowledge ? `/concerns/${ref}/acknowledge` : '',
    worry: detail ?? '',
    columns: ['Who', 'Told', 'Acknowledged'].map((label) => ({ label })),
    rows: told.map(({ name, toldAt, acknowledgedAt }) => [
      name,
      momentInWords(toldAt),
      acknowledgedAt === null ? { tag: { text: 'Not yet', colour: 'red' } } : momentInWords(acknowledgedAt),
    ]),
  };
}
