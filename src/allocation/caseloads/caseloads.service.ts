import { setImmediate as letOthersWork } from 'node:timers/promises';
import type { Person } from '../../access/person.js';
import { actorOf } from '../../access/signedIn.js';
import type { ChildMovesReads, Moves } from '../../actions/handover/childMoves.reads.js';
import type { ChildMovesService } from '../../actions/handover/childMoves.service.js';
import type { Database } from '../../database/database.js';
import { insertRows } from '../../database/insertRows.js';
import { shownVersion } from '../../forms/shownVersion.js';
import type { HistoryStore } from '../../history/history.store.js';
import { readCaseloadFile, type CaseloadRead } from '../../importing/caseloadFile.reads.js';
import type { Clock } from '../../shared/clock.js';
import { monthInWords } from '../../shared/day.js';
import { NotFound, StaleVersion } from '../../shared/errors.js';
import type { Month } from '../../shared/month.js';
import { kindsListed } from './caseloadChanges.js';
import type { CaseloadReads, Review } from './caseloads.reads.js';
import { CaseloadUpload } from './caseloadUpload.entity.js';
import type { Outcome, TakenOver } from './caseloadUpload.js';

/** Changes whenever anything that the page of a waiting upload says changes: what is taken over is what was seen. */
export function versionOfReview({ upload, before, counts, storedCounts, takenOverLast }: Review): number {
  return shownVersion(upload.status, upload.version, before, takenOverLast, ...[counts, storedCounts].flatMap((found) => kindsListed.map((kind) => found?.[kind] ?? null)));
}

/** Uploads of a month's caseload: kept, looked at, and then taken over or discarded. */
export class CaseloadsService {
  constructor(
    private readonly database: Database,
    private readonly reads: CaseloadReads,
    private readonly childMoves: ChildMovesService,
    private readonly moves: ChildMovesReads,
    private readonly history: HistoryStore,
    private readonly clock: Clock,
  ) {}

  /** The children in a file, or all that is wrong with it; stores nothing. */
  async read(month: Month, file: { name: string; bytes: Uint8Array }): Promise<CaseloadRead> {
    return readCaseloadFile(this.database, month, file, this.clock.today());
  }

  /** Keeps what was read of a file, or what is wrong with it, and returns the upload's id. It takes the place of what the same person has waiting for this month. */
  async keep(person: Person, month: Month, fileName: string, read: CaseloadRead): Promise<number> {
    return this.database.transaction(async () => {
      await this.database.oneAtATime(`month ${month}`);
      const waiting = await this.database.manager.findBy(CaseloadUpload, { month, uploadedById: person.staffId, status: 'waiting' });
      for (const earlier of waiting) await this.end(person, earlier, 'discarded', { at: this.now(), by: person.name });
      const upload: Omit<CaseloadUpload, 'id'> = {
        month, fileName, status: read.ok ? 'waiting' : 'refused', uploadedById: person.staffId, uploadedAt: this.now(),
        outcome: read.ok ? null : JSON.stringify({ problems: read.problems, total: read.total }), version: 1,
      };
      const id = await this.database.add(CaseloadUpload, upload);
      if (read.ok) {
        await insertRows(this.database, 'caseload_upload_rows', read.children.map(({ caseRef, dateOfBirth, teamId, cohort, reviewingOfficerId }) => ({
          upload_id: id, case_ref: caseRef, date_of_birth: dateOfBirth, team_id: teamId, cohort, reviewing_officer_id: reviewingOfficerId,
        })));
      }
      const found = read.ok ? { field: 'children', was: null, is: read.children.length } : { field: 'problems', was: null, is: read.total };
      await this.history.append(actorOf(person), 'caseload_upload', id, read.ok ? 'uploaded' : 'refused', [{ field: 'month', was: null, is: month }, found]);
      return id;
    });
  }

  /**
   * Makes the uploaded children the caseload of their month: whoever is not among them is in it no more. If it is the newest, open actions and cases of
   * concern go where it has their children.
   * @throws NotFound; StaleVersion when anything the person was shown has changed since
   */
  async takeOver(person: Person, id: number, version: number): Promise<TakenOver & { month: Month; moves: Moves }> {
    return this.database.transaction(async () => {
      // An import can bring children of the same month.
      await this.database.oneAtATime('import');
      const { month, ...upload } = await this.held(id);
      const review = await this.reads.review(id, this.now());
      if (upload.status !== 'waiting' || versionOfReview(review) !== version) throw new StaleVersion();
      const { open, came: added, went: removed, changed } = review.storedCounts ?? { ...review.counts, came: review.counts.open, went: 0, changed: 0 };
      const outcome = { at: this.now(), by: person.name, children: open, added, removed, changed };
      const before = await this.moves.newestCaseload();
      await this.replace(month, id);
      const moves = await this.moves.movesBy({ uploadId: id }, month, before, { hold: true });
      await this.childMoves.carryOut(actorOf(person), moves, `Caseload of ${monthInWords(month)}`);
      await this.end(person, { id, version: upload.version }, 'taken_over', outcome);
      return { ...outcome, month, moves };
    });
  }

  private async replace(month: Month, id: number): Promise<void> {
    const columns = ['date_of_birth', 'team_id', 'cohort', 'reviewing_officer_id'];
    const uploaded = 'child.upload_id = :id and child.case_ref = caseload.case_ref';
    const statements = [
      `delete from caseload where month = :month and not exists (select 1 from caseload_upload_rows child where ${uploaded})`,
      `update caseload set ${columns.map((column) => `${column} = child.${column}`).join(', ')} from caseload_upload_rows child
        where caseload.month = :month and ${uploaded} and (${columns.map((column) => `caseload.${column} is distinct from child.${column}`).join(' or ')})`,
      `insert into caseload (month, case_ref, ${columns.join(', ')}) select cast(:month as varchar(7)), case_ref, ${columns.join(', ')} from caseload_upload_rows child
        where child.upload_id = :id and not exists (select 1 from caseload where caseload.month = :month and ${uploaded}) order by child.id`,
    ];
    for (const statement of statements) {
      await this.database.query(statement, { month, id });
      // Each takes a tenth of a second for 50,000 children, and SQLite answers at once: others get their answers in between.
      await letOthersWork();
    }
  }

  /** Lets go of an upload and the children in it. @throws NotFound; StaleVersion when it has been taken over or discarded */
  async discard(person: Person, id: number): Promise<void> {
    await this.database.transaction(async () => {
      const upload = await this.held(id);
      if (upload.status !== 'waiting') throw new StaleVersion();
      await this.end(person, upload, 'discarded', { at: this.now(), by: person.name });
    });
  }

  /** The upload, with its month held against others who take over or discard. */
  private async held(id: number): Promise<CaseloadUpload> {
    const { month } = await this.reads.upload(id);
    await this.database.oneAtATime(`month ${month}`);
    const upload = await this.database.forChange(CaseloadUpload, { id });
    if (!upload) throw new NotFound();
    return upload;
  }

  private async end(person: Person, { id, version }: Pick<CaseloadUpload, 'id' | 'version'>, status: 'taken_over' | 'discarded', outcome: Outcome): Promise<void> {
    await this.database.compareAndSet(CaseloadUpload, { id }, version, { status, outcome: JSON.stringify(outcome) });
    await this.database.query('delete from caseload_upload_rows where upload_id = :id', { id });
    const { at: _at, by: _by, ...counts } = outcome;
    await this.history.append(actorOf(person), 'caseload_upload', id, status, Object.entries(counts).map(([field, is]) => ({ field, was: null, is })));
  }

  private now(): string {
    return this.clock.now().toISOString();
  }
}
