import type { HandOver } from '../actions/handover/handOver.service.js';
import type { ConcernMovesService } from '../concerns/concernMoves.service.js';
import type { Database } from '../database/database.js';
import { isDuplicate } from '../database/duplicate.js';
import { changesBetween } from '../history/history.js';
import type { Actor, HistoryStore } from '../history/history.store.js';
import { NotFound, holdTo, refusal, type Problem } from '../shared/errors.js';
import type { UnitDetails, UnitKind } from './organisation.js';
import type { OrganisationReads } from './organisation.reads.js';
import { Service } from './service.entity.js';
import { Team } from './team.entity.js';

const entities = { team: Team, service: Service };

/** Adding and changing teams and services, and who leads them. */
export class OrganisationService {
  constructor(
    private readonly database: Database,
    private readonly reads: OrganisationReads,
    private readonly history: HistoryStore,
    private readonly handOver: HandOver,
    private readonly concernMoves: ConcernMovesService,
  ) {}

  /** Adds a team or service and returns its id. @throws RuleBroken */
  async add(actor: Actor, kind: UnitKind, details: UnitDetails): Promise<number> {
    return this.database.transaction(async () => {
      const after = await this.inWords(details);
      const id = await this.withFreeName(kind, () => this.database.add<Team | Service>(entities[kind], { ...details, version: 1 }));
      await this.history.append(actor, kind, id, 'added', changesBetween({}, after));
      return id;
    });
  }

  /** Tells whoever comes to answer for its open actions and to hold its cases of concern. @throws NotFound, RuleBroken, StaleVersion */
  async change(actor: Actor, kind: UnitKind, id: number, version: number, details: UnitDetails): Promise<void> {
    await this.database.transaction(async () => {
      const stored = await this.database.forChange<Team | Service>(entities[kind], { id });
      if (!stored) throw new NotFound();
      const changes = changesBetween(await this.inWords(stored), await this.inWords(details));
      await this.withFreeName(kind, () => this.database.compareAndSet<Team | Service>(entities[kind], { id }, version, details));
      if (changes.length > 0) await this.history.append(actor, kind, id, 'changed', changes);
      await this.handOver.run(actor, kind === 'team' ? { teamId: id } : { serviceId: id });
      if (changes.some(({ field }) => field === 'headOfService' || field === 'service')) await this.concernMoves.tellHeads(actor, kind === 'team' ? { teamIds: [id] } : { serviceIds: [id] });
    });
  }

  /** The details as history keeps them, people and services by their names at the time. @throws RuleBroken when there is no such record */
  private async inWords(details: UnitDetails): Promise<Record<string, string | null>> {
    const problems: Problem[] = [];
    const named = async (field: string, table: 'services' | 'staff', id: number | null): Promise<string | null> => {
      const name = id === null ? null : await this.reads.nameOf(table, id);
      if (name === undefined) problems.push({ field, message: 'Choose one from the list.' });
      return name ?? null;
    };
    const words: Record<string, string | null> =
      'serviceId' in details
        ? {
            name: details.name,
            service: await named('serviceId', 'services', details.serviceId),
            programme: details.programme,
            teamManager: await named('leadId', 'staff', details.teamManagerId),
          }
        : { name: details.name, headOfService: await named('leadId', 'staff', details.headOfServiceId) };
    holdTo(problems);
    return words;
  }

  private async withFreeName<T>(kind: UnitKind, save: () => Promise<T>): Promise<T> {
    try {
      return await save();
    } catch (error) {
      throw isDuplicate(error) ? refusal('name', `There is a ${kind} of this name already. Choose another name.`) : error;
    }
  }
}
