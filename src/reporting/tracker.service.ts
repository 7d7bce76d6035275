import type { Person } from '../access/person.js';
import { actorOf } from '../access/signedIn.js';
import type { Database } from '../database/database.js';
import type { HistoryStore } from '../history/history.store.js';
import { momentInWords, type Clock } from '../shared/clock.js';
import { dayInWords, monthInWords } from '../shared/day.js';
import { numberInWords } from '../shared/number.js';
import type { Period } from './askedPeriod.js';
import type { FollowUpFilter } from './followUp.js';
import type { FollowUpReads } from './followUp.reads.js';
import { spreadsheet, type Cell, type Column } from './spreadsheet.js';
import { trackerColumns } from './tracker.js';

/** How many actions are read at a time: others wait for no more than these. */
const atATime = 250;

const aboutColumns: readonly Column[] = [{ header: 'This file', width: 24, kind: 'long_text' }, { header: '', width: 100, kind: 'long_text' }];

/** The tracker of actions as a spreadsheet. */
export class TrackerService {
  constructor(
    private readonly database: Database,
    private readonly reads: FollowUpReads,
    private readonly history: HistoryStore,
    private readonly clock: Clock,
  ) {}

  /** Writes down who takes children's records out, and gives them the workbook: the actions they may see. `filterInWords`: the choices made. */
  async download(person: Person, period: Period, filter: FollowUpFilter, filterInWords: string): Promise<AsyncGenerator<Uint8Array>> {
    const made = this.clock.now();
    const actions = await this.reads.countTracked(person, period, filter);
    await this.database.transaction(() =>
      this.history.append(
        actorOf(person), 'tracker', person.staffId, 'downloaded',
        Object.entries({ ...period, filter: filterInWords, actions }).map(([field, is]) => ({ field, was: null, is })),
      ),
    );
    const about: [string, string][] = [
      ['What it is', 'The tracker of actions agreed in case file audits: one row for each, open or closed, of every audit that was counted, up to the month.'],
      ['Up to the month', monthInWords(period.month)],
      ['As at', `${dayInWords(period.asAt)}. Dates and states are as they were known on that day; the team now, who answers and the meeting are as they stood when this file was made.`],
      ['Which', `${filterInWords}. Only actions that the person named below may see: ${numberInWords(actions)}.`],
      ['Made', `${momentInWords(made.toISOString())} by ${person.name}. The download is recorded.`],
      ['Care', 'It holds children’s case references and what is planned for them. Keep it where case files are kept, and delete it when it is not needed any more.'],
      ['State', 'Of a care-planning action: transferred on time or late, not yet transferred, no update, service ended. Of others: completed on time or late, overdue, not yet due, no update, service ended. “No update” is open and nobody has ever said how it stands, whether it is due or not.'],
      ['First due, due now', 'The day set when the action was agreed, and the day that holds on the as-at day. “Times moved” counts the changes between.'],
      ['Done, or in the plan, on', 'The day a non-care-planning action was done, or a care-planning one was transferred to the child’s own plan.'],
      ['Answers for it', 'The owner, or else the manager of the child’s team, or else the Head of Service, whoever was in post on the as-at day.'],
      ['Days overdue', 'Days past the due date on the as-at day, for actions that are open.'],
    ];
    return spreadsheet(
      [
        { name: `Tracker ${period.asAt}`, columns: trackerColumns, filtered: true, rows: this.rows(person, period, filter) },
        { name: 'About', columns: aboutColumns, filtered: false, rows: [about] },
      ],
      made,
    );
  }

  private async *rows(person: Person, period: Period, filter: FollowUpFilter): AsyncGenerator<Cell[][]> {
    for (let after: number | undefined = 0; after !== undefined; ) {
      const actions = await this.reads.tracked(person, period, filter, after, atATime);
      yield actions.map((action) => trackerColumns.map(({ cell }) => cell(action, period.asAt)));
      after = actions.at(-1)?.id;
    }
  }
}
