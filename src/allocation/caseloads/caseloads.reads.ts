import { setImmediate as letOthersWork } from 'node:timers/promises';
import type { Database } from '../../database/database.js';
import { NotFound } from '../../shared/errors.js';
import type { Month } from '../../shared/month.js';
import type { Cohort } from '../../shared/practice.js';
import { perPage, rowsBefore } from '../../web/paging.js';
import { kindsInSql, kindsListed, tooOldFor, type CaseloadSeen, type ChangeCounts, type ChildInMonth, type KindListed } from './caseloadChanges.js';
import type { UploadStatus } from './caseloadUpload.js';

/** Two caseloads: that of the month `before`, if there is one, and that of `month`, as it is stored or as an upload has it. */
export interface Compared {
  before: Month | null;
  month: Month;
  uploadId?: number;
}

export interface ChildrenFilter {
  kind: KindListed;
  teamId?: number | undefined;
  cohort?: Cohort | undefined;
}

export interface ChildSeen extends ChildInMonth {
  teamName: string;
  reviewingOfficerName: string | null;
}

export interface ChildCompared {
  caseRef: string;
  was: ChildSeen | null;
  is: ChildSeen | null;
}

export interface Upload {
  id: number;
  month: Month;
  fileName: string;
  status: UploadStatus;
  uploadedBy: string;
  uploadedAt: string;
  /** JSON. */
  outcome: string | null;
  version: number;
}

/** A draft allocation drawn from a caseload that is not in force any more, or will not be. */
export interface OldDraft {
  id: number;
  month: Month;
}

/** An upload and all that is said about it before it is taken over. */
export interface Review extends CaseloadSeen {
  upload: Upload;
  oldDrafts: OldDraft[];
  /** The upload that the month's caseload came from last. */
  takenOverLast: number | null;
}

export interface MonthLine {
  month: Month;
  children: number;
  teams: number;
  byCohort: Map<Cohort, number>;
  uploaded: Pick<Upload, 'id' | 'uploadedBy' | 'uploadedAt'> | null;
  imported: { by: string; at: string } | null;
}

const columns = ['date_of_birth', 'team_id', 'cohort', 'reviewing_officer_id'] as const;
const columnsOf = (alias: string): string => columns.map((column) => `${alias}.${column} as ${alias === 'was' ? 'was_' : ''}${column}`).join(', ');

/** A row `pair` for every child of either caseload: with their columns now, and those before as `was_…`, null where they are not in it. */
function pairs({ uploadId }: Compared): string {
  const [now, inNow] = uploadId === undefined ? ['caseload', 'child.month = :month'] : ['caseload_upload_rows', 'child.upload_id = :uploadId'];
  // In two halves, each by the unique index: SQLite looks at every pair of rows in a full join.
  return `with pair as (
    select child.case_ref, ${columnsOf('child')}, was.case_ref as was_case_ref, ${columnsOf('was')}
      from ${now} child left join caseload was on was.month = :before and was.case_ref = child.case_ref where ${inNow}
    union all
    select null, null, null, null, null, was.case_ref, ${columnsOf('was')}
      from caseload was where was.month = :before and not exists (select 1 from ${now} child where ${inNow} and child.case_ref = was.case_ref))`;
}

/** No row is of the month ''. */
const valuesOf = ({ before, month, uploadId }: Compared): Record<string, unknown> => ({ before: before ?? '', month, uploadId, tooOld: tooOldFor(month) });

/** A child who moved is found where they came from and where they are; one of all the children open, where they are. */
function condition({ kind, teamId, cohort }: ChildrenFilter): string {
  const isOrWas = (column: string): string => (kind === 'open' || kind === 'over_25' ? column : `${column}, was_${column}`);
  return [`(${kindsInSql[kind]})`, teamId !== undefined && `:teamId in (${isOrWas('team_id')})`, cohort !== undefined && `:cohort in (${isOrWas('cohort')})`].filter(Boolean).join(' and ');
}

const uploads = `select u.id, u.month, u.file_name as "fileName", u.status, s.name as "uploadedBy", u.uploaded_at as "uploadedAt", u.outcome, u.version
  from caseload_uploads u join staff s on s.id = u.uploaded_by_id`;

/** The children open in each month, and how two caseloads differ. */
export class CaseloadReads {
  constructor(private readonly database: Database) {}

  /** SQLite answers at once: between two long answers others get theirs. */
  private async query<Row>(sql: string, parameters?: Record<string, unknown>): Promise<Row[]> {
    const rows = await this.database.query<Row>(sql, parameters);
    await letOthersWork();
    return rows;
  }

  /** How many months have a caseload, and a page of them, the latest first. */
  async months(page: number): Promise<{ total: number; months: MonthLine[] }> {
    // From one month to the one before, by the index: there are many rows of each.
    const all = await this.query<{ month: Month }>(
      `with recursive found(month) as (
         select max(month) from caseload union all select (select max(caseload.month) from caseload where caseload.month < found.month) from found where found.month is not null)
       select month from found where month is not null order by month desc`,
    );
    const shown = all.slice(rowsBefore(page), rowsBefore(page) + perPage).map(({ month }) => month);
    if (shown.length === 0) return { total: all.length, months: [] };
    const byCohort = await this.query<{ month: Month; cohort: Cohort; children: number }>(
      `select month, cohort, cast(sum(children) as integer) as children
         from (select month, team_id, cohort, count(*) as children from caseload where month in (:...shown) group by month, team_id, cohort) as counted group by month, cohort`,
      { shown },
    );
    const teams = await this.query<{ month: Month; teams: number }>('select month, count(distinct team_id) as teams from caseload where month in (:...shown) group by month', { shown });
    const taken = await this.query<Upload>(
      `${uploads} where u.id in (select max(id) from caseload_uploads where status = 'taken_over' and month in (:...shown) group by month)`,
      { shown },
    );
    const imported = await this.imports();
    return {
      total: all.length,
      months: shown.map((month) => {
        const counts = byCohort.filter((row) => row.month === month);
        return {
          month,
          children: counts.reduce((sum, { children }) => sum + children, 0),
          teams: teams.find((row) => row.month === month)?.teams ?? 0,
          byCohort: new Map(counts.map(({ cohort, children }) => [cohort, children])),
          uploaded: taken.find((upload) => upload.month === month) ?? null,
          imported: imported.get(month) ?? null,
        };
      }),
    };
  }

  /** Who imported children of which month last. An import writes one line of history for all the caseloads in it, named by their files. */
  private async imports(): Promise<Map<Month, { by: string; at: string }>> {
    const entries = await this.query<{ at: string; by: string; changes: string }>(
      "select at, actor_name as by, changes from history where record_type = 'caseload' and record_id = 0 and event = 'imported' order by id",
    );
    return new Map(
      entries.flatMap(({ at, by, changes }) => (JSON.parse(changes) as { field: string }[]).map(({ field }): [Month, { by: string; at: string }] => [field.slice('caseload-'.length, -'.csv'.length), { at, by }])),
    );
  }

  /** Uploads that nobody has taken over or discarded, the latest first: no more than one a month of each person. */
  async waiting(): Promise<Upload[]> {
    return this.query<Upload>(`${uploads} where u.status = 'waiting' order by u.id desc`);
  }

  /** @throws NotFound */
  async upload(id: number): Promise<Upload> {
    const [upload] = await this.query<Upload>(`${uploads} where u.id = :id`, { id });
    if (!upload) throw new NotFound('There is no such upload.');
    return upload;
  }

  /** The latest upload of a month that was taken over. */
  async takenOverLast(month: Month): Promise<Upload | null> {
    const [upload] = await this.query<Upload>(`${uploads} where u.month = :month and u.status = 'taken_over' order by u.id desc limit 1`, { month });
    return upload ?? null;
  }

  /** The latest month before this one that there is a caseload of. */
  async monthBefore(month: Month): Promise<Month | null> {
    const [row] = await this.query<{ before: Month | null }>('select max(month) as before from caseload where month < :month', { month });
    return row!.before;
  }

  async isStored(month: Month): Promise<boolean> {
    return (await this.query('select 1 from caseload where month = :month limit 1', { month })).length > 0;
  }

  /** All that is said about an upload while it waits. @throws NotFound */
  async review(id: number, now: string): Promise<Review> {
    const upload = await this.upload(id);
    const { month } = upload;
    const before = await this.monthBefore(month);
    const stored = await this.isStored(month);
    return {
      upload,
      before,
      counts: await this.counts({ before, month, uploadId: id }),
      storedCounts: stored ? await this.counts({ before: month, month, uploadId: id }) : null,
      teamsWithout: await this.teamsWithout(id, before),
      oldDrafts: await this.oldDrafts(month, now),
      takenOverLast: (await this.takenOverLast(month))?.id ?? null,
    };
  }

  /** How many children of each kind there are. */
  async counts(compared: Compared): Promise<ChangeCounts> {
    const sums = kindsListed.map((kind) => `coalesce(sum(case when ${kindsInSql[kind]} then 1 else 0 end), 0) as "${kind}"`);
    const [row] = await this.query<ChangeCounts>(`${pairs(compared)} select ${sums.join(', ')} from pair`, valuesOf(compared));
    return row!;
  }

  /** One page of the children that the filter finds, by team and reference, and how many it finds. */
  async children(compared: Compared, filter: ChildrenFilter, page: number): Promise<{ total: number; children: ChildCompared[] }> {
    const values = { ...valuesOf(compared), ...filter };
    const [counted] = await this.query<{ total: number }>(`${pairs(compared)} select count(*) as total from pair where ${condition(filter)}`, values);
    const rows = await this.query<ChildRow>(
      `${pairs(compared)}
       select found.*, officer.name as officer_name, was_officer.name as was_officer_name
         from (select pair.*, team.name as team_name, was_team.name as was_team_name
                 from pair left join teams team on team.id = pair.team_id left join teams was_team on was_team.id = pair.was_team_id
                where ${condition(filter)} order by coalesce(team.name, was_team.name), coalesce(case_ref, was_case_ref) limit :perPage offset :passed) as found
              left join staff officer on officer.id = found.reviewing_officer_id left join staff was_officer on was_officer.id = found.was_reviewing_officer_id
        order by coalesce(team_name, was_team_name), coalesce(case_ref, was_case_ref)`,
      { ...values, perPage, passed: rowsBefore(page) },
    );
    return { total: counted!.total, children: rows.map(childCompared) };
  }

  /** Teams without a child in an upload that should have some: social care teams, and those that had some in the month before. */
  private async teamsWithout(uploadId: number, before: Month | null): Promise<string[]> {
    const teams = await this.query<{ name: string }>(
      `select name from teams
        where (programme = 'social_care' or id in (select team_id from caseload where month = :before)) and id not in (select team_id from caseload_upload_rows where upload_id = :uploadId)
        order by name`,
      { uploadId, before: before ?? '' },
    );
    return teams.map(({ name }) => name);
  }

  /** Draft allocations made before `moment` that another caseload of `month` concerns. */
  async oldDrafts(month: Month, moment: string): Promise<OldDraft[]> {
    return this.query<OldDraft>(
      "select id, month from allocation_proposals where status = 'draft' and month >= :month and caseload_month <= :month and made_at < :moment order by month",
      { month, moment },
    );
  }

  /** Teams of which there are children in either caseload, by name. */
  async teams({ before, month, uploadId }: Compared): Promise<{ id: number; name: string }[]> {
    return this.query(
      `select id, name from teams
        where id in (select team_id from caseload where month = :before)
           or id in (select team_id from ${uploadId === undefined ? 'caseload where month = :month' : 'caseload_upload_rows where upload_id = :uploadId'})
        order by name`,
      { before: before ?? '', month, uploadId },
    );
  }
}

interface ChildRow {
  case_ref: string | null;
  date_of_birth: string;
  team_id: number;
  team_name: string;
  cohort: Cohort;
  reviewing_officer_id: number | null;
  officer_name: string | null;
  was_case_ref: string | null;
  was_date_of_birth: string;
  was_team_id: number;
  was_team_name: string;
  was_cohort: Cohort;
  was_reviewing_officer_id: number | null;
  was_officer_name: string | null;
}

function childCompared(row: ChildRow): ChildCompared {
  return {
    caseRef: (row.case_ref ?? row.was_case_ref)!,
    is: row.case_ref === null ? null : {
      dateOfBirth: row.date_of_birth, teamId: row.team_id, teamName: row.team_name, cohort: row.cohort, reviewingOfficerId: row.reviewing_officer_id, reviewingOfficerName: row.officer_name,
    },
    was: row.was_case_ref === null ? null : {
      dateOfBirth: row.was_date_of_birth, teamId: row.was_team_id, teamName: row.was_team_name, cohort: row.was_cohort, reviewingOfficerId: row.was_reviewing_officer_id, reviewingOfficerName: row.was_officer_name,
    },
  };
}
