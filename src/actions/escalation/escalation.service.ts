import { In } from 'typeorm';
import type { Database } from '../../database/database.js';
import { changesBetween } from '../../history/history.js';
import { plumbline, type Actor, type HistoryStore } from '../../history/history.store.js';
import type { MessagesService } from '../../messages/messages.service.js';
import type { LeadersReads } from '../../people/leaders.reads.js';
import type { Clock } from '../../shared/clock.js';
import { holdTo } from '../../shared/errors.js';
import { Action } from '../action.entity.js';
import { isBankHoliday } from './bankHolidays.js';
import { acceptedBy, daysProblems, levels, silenceTold, type Leaders, type Level, type SilentDays } from './escalation.js';
import type { EscalationReads } from './escalation.reads.js';
import { Setting } from './setting.entity.js';

/** All settings are one record of the history. */
export const settingsRecord = 1;
/** Rows a statement: no database takes any number of parameters. */
const atATime = 5000;

/** Takes actions that nobody answers further, and keeps after how many days. */
export class EscalationService {
  constructor(
    private readonly database: Database,
    private readonly reads: EscalationReads,
    private readonly leaders: LeadersReads,
    private readonly history: HistoryStore,
    private readonly messages: MessagesService,
    private readonly clock: Clock,
  ) {}

  /** What the daily round does: every silent action is taken as far as its silence has got today. One that is far behind passes every level, and each is told. */
  async run(): Promise<void> {
    await this.database.transaction(async () => {
      const { days } = await this.reads.settings();
      const leaders = await this.leaders.idsInPost(this.clock.today());
      for (const level of levels) await this.takeTo(level, days[level], leaders);
    });
  }

  private async takeTo(level: Level, workingDays: number, leaders: Leaders): Promise<void> {
    const today = this.clock.today();
    const before = levels.indexOf(level);
    const actions = await this.reads.silentSince(acceptedBy(today, workingDays, isBankHoliday), before, today);
    for (let from = 0; from < actions.length; from += atATime) {
      // The version stays: nothing that anybody is writing about the action is overtaken by this.
      await this.database.manager.update(Action, { id: In(actions.slice(from, from + atATime).map(({ id }) => id)) }, { escalated: before + 1 });
    }
    const changes = changesBetween<{ takenTo: Level | null }>({ takenTo: levels[before - 1] ?? null }, { takenTo: level });
    await this.history.appendMany(plumbline, 'action', actions.map(({ id }) => ({ recordId: id, event: 'escalated', changes })));
    await this.messages.tellEach(silenceTold(actions, level, leaders, workingDays, today));
  }

  /** Sets the working days, from the next daily round on. @throws RuleBroken, StaleVersion */
  async setDays(actor: Actor, version: number, days: SilentDays): Promise<void> {
    holdTo(daysProblems(days));
    await this.database.transaction(async () => {
      const stored = await this.reads.settings();
      for (const level of levels) await this.database.compareAndSet(Setting, { name: `silent_days_${level}` }, version, { value: days[level] });
      const changes = changesBetween<SilentDays>(stored.days, days);
      if (changes.length > 0) await this.history.append(actor, 'settings', settingsRecord, 'changed', changes);
    });
  }
}
