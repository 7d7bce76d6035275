import { addMonths } from '../src/shared/month.js';
import { areas } from '../src/shared/practice.js';
import { auditsAMonth, reportedMonth, type Generated } from './generate.js';
import { Random } from './random.js';
import { formOn, type Answer, type Fields, type User } from './user.js';

/** A page that is read: its addresses, one request each in turn. */
export interface ReadPage {
  name: string;
  who: keyof Generated['people'];
  paths: readonly string[];
}

/** The pages measured; in the words "no page", so that lists are opened at their ends as well as their beginnings. */
export function readPages(generated: Generated): ReadPage[] {
  const random = new Random(7);
  const audits = generated.rows['audits']!;
  const early = generated.months[Math.floor(generated.months.length / 2)]!;
  const lastMonth = generated.months.at(-1)!;
  const several = (path: () => string): string[] => Array.from({ length: 50 }, path);
  const auditRef = (): string => `A${String(random.whole(1, audits - auditsAMonth)).padStart(5, '0')}`;
  const page = (name: string, paths: string | readonly string[], who: ReadPage['who'] = 'qa'): ReadPage => ({ name: who === 'qa' ? name : `${name}, ${who}`, who, paths: [paths].flat() });
  return [
    page('Snapshot', '/snapshot'),
    page('Snapshot of two years ago', `/snapshot?month=${addMonths(reportedMonth, -24)}`),
    page('Moderator effect', '/moderator-effect'),
    page('Audits behind a number', [`/snapshot/good_or_outstanding?month=${reportedMonth}`]),
    page('Audit list, first page', '/audits'),
    page('Audit list, last pages', several(() => `/audits?page=${Math.floor(audits / 25) - random.whole(0, 50)}`)),
    page('Audit list, by cohort, late page', several(() => `/audits?cohort=care_leaver&page=${Math.max(1, Math.floor(audits / 25 / 6) - random.whole(0, 30))}`)),
    page('Audit list, by month and status', several(() => `/audits?month=${early}&status=completed&page=${random.whole(1, 20)}`)),
    page('Audit list', '/audits', 'Head of Service'),
    page('Opening an audit', several(() => `/audits/${auditRef()}`)),
    page('The month’s board', `/month?month=${lastMonth}`),
    page('The month’s board, late', [`/month?month=${lastMonth}&only=late&page=3`]),
    page('The month’s board', `/month?month=${lastMonth}`, 'Head of Service'),
    page('Nil returns', '/nil-returns'),
    page('Actions list', '/actions'),
    page('Actions list', '/actions', 'team manager'),
    page('Actions list', '/actions', 'Head of Service'),
    page('Follow-up', `/follow-up?month=${reportedMonth}`, 'director'),
    page('Follow-up', `/follow-up?month=${reportedMonth}&unit=service-1`, 'Head of Service'),
    page('Follow-up of two years ago', `/follow-up?month=${addMonths(reportedMonth, -24)}`, 'director'),
    page('Audits not yet transferred', several(() => `/follow-up/care-planning/not_yet_transferred?month=${reportedMonth}&page=${random.whole(1, 20)}`), 'director'),
    page('Audits outstanding', several(() => `/follow-up/outstanding/care_planning_audits?month=${reportedMonth}&page=${random.whole(1, 500)}`), 'director'),
    page('Audits outstanding', `/follow-up/outstanding/care_planning_audits?month=${reportedMonth}`, 'Head of Service'),
    page('Actions overdue', `/follow-up/tasks/overdue?month=${reportedMonth}`, 'director'),
    page('Actions outstanding', several(() => `/follow-up/outstanding/non_care_planning_actions?month=${reportedMonth}&page=${random.whole(1, 500)}`), 'director'),
    page('Actions outstanding', `/follow-up/outstanding/non_care_planning_actions?month=${reportedMonth}`, 'Head of Service'),
    page('Impact', `/impact?month=${reportedMonth}`, 'director'),
    page('Cases of concern list', '/concerns'),
    page('Cases of concern list', '/concerns', 'Head of Service'),
    page('My work', '/'),
    page('My work', '/', 'team manager'),
    page('My work, late pages', several(() => `/?page=${random.whole(5, 15)}`), 'team manager'),
    page('My work', '/', 'Head of Service'),
    page('My work', '/', 'moderator'),
  ];
}

/** Someone writing one audit, who saves one area of practice after the other, each with other words than before. */
export class Writer {
  private forms: { path: string; fields: Fields }[] = [];
  private saved = 0;

  constructor(
    private readonly user: User,
    private readonly auditRef: string,
  ) {}

  /** Opens the pages of the six areas. */
  async open(): Promise<void> {
    this.forms = [];
    for (const area of areas) {
      const path = `/audits/${this.auditRef}/write/areas/${area.replaceAll('_', '-')}`;
      this.forms.push({ path, fields: formOn(await this.user.get(path)) });
    }
  }

  /** Saves the next area as its page would be sent. @throws when it is not saved */
  async save(): Promise<Answer> {
    const form = this.forms[this.saved % this.forms.length]!;
    this.saved += 1;
    const key = `00000000-0000-4000-8000-${String(this.saved).padStart(12, '0')}`;
    const answer = await this.user.post(form.path, {
      ...form.fields,
      [formKeyField]: key,
      rating: this.saved % 2 === 0 ? 'good' : 'requires_improvement',
      worksWell: `Visits were purposeful and the child was seen alone each time. Written for the ${this.saved}. time.`,
      after: 'next',
    });
    if (answer.status !== 303) throw new Error(`${form.path} was not saved: ${answer.status}`);
    // As the page would have it when opened again; opening it is not what is measured.
    form.fields = { ...form.fields, version: String(Number(form.fields['version']) + 1) };
    return answer;
  }
}

const formKeyField = '_key';
