import { IsEmail, Matches } from 'class-validator';
import { roles, type Role } from '../access/roles.js';
import { DayField, OneOf, RecordId, SeveralOf, Text, Ticked, WholeNumber } from '../forms/fields.js';
import { alternateMonths, auditFrequencies, emailFrom, type AlternateMonths, type AuditFrequency, type StaffDetails } from './staff.js';

export class StaffForm {
  @Text({ label: 'Name', max: 200, required: 'Enter their name.' })
  name!: string;

  @IsEmail({}, { message: 'Enter an e-mail address in the correct format, such as name@council.gov.uk.' })
  @Text({ label: 'E-mail address', max: 254, required: 'Enter their e-mail address.' })
  email!: string;

  @RecordId('Choose a team from the list.', { optional: true })
  teamId?: number;

  @SeveralOf(roles, 'Choose roles from the list.')
  roles?: Role[];

  @Matches(/^(1(\.0{1,2})?|0?\.(\d?[1-9]|[1-9]\d?))$/, { message: 'Working time must be more than 0 and at most 1, such as 0.5 for half time.' })
  @Text({ label: 'Working time', max: 10, required: 'Enter their working time, such as 1 for full time.' })
  fte!: string;

  @OneOf(auditFrequencies, 'Choose how often they audit.')
  auditFrequency!: AuditFrequency;

  @OneOf(alternateMonths, 'Choose odd or even months.', { optional: true })
  alternateMonths?: AlternateMonths;

  @WholeNumber('Moderation capacity', 0, 100, { optional: true })
  moderationCapacity?: string;

  @OneOf(['every', ...alternateMonths], 'Choose every month, odd or even months.', { optional: true })
  moderatesIn?: 'every' | AlternateMonths;

  @Ticked()
  external?: boolean;

  @DayField('First day', { optional: true })
  startsOn?: string;

  @DayField('Last day', { optional: true })
  endsOn?: string;
}

export function detailsIn(form: StaffForm): StaffDetails {
  const moderatesIn = form.moderatesIn === 'every' ? undefined : form.moderatesIn;
  return {
    name: form.name,
    email: emailFrom(form.email),
    teamId: form.teamId ?? null,
    roles: [...new Set(form.roles ?? [])],
    fte: Number(form.fte),
    auditFrequency: form.auditFrequency,
    alternateMonths: form.auditFrequency === 'alternate' ? (form.alternateMonths ?? null) : null,
    moderationCapacity: form.moderationCapacity === undefined ? null : Number(form.moderationCapacity),
    moderatesIn: form.moderationCapacity === undefined ? null : (moderatesIn ?? null),
    external: form.external ?? false,
    startsOn: form.startsOn ?? null,
    endsOn: form.endsOn ?? null,
  };
}
