import { OneOf, RecordId, Text } from '../forms/fields.js';
import { programmes, type Programme } from '../shared/practice.js';
import type { ServiceDetails, TeamDetails, UnitDetails, UnitKind } from './organisation.js';

class TeamForm {
  @Text({ label: 'Name', max: 200, required: 'Enter the name of the team.' })
  name!: string;

  @RecordId('Choose the service the team belongs to.')
  serviceId!: number;

  @OneOf(programmes, 'Choose the programme of quality work the team belongs to.')
  programme!: Programme;

  @RecordId('Choose a team manager from the list.', { optional: true })
  leadId?: number;

  details(): TeamDetails {
    return { name: this.name, serviceId: this.serviceId, programme: this.programme, teamManagerId: this.leadId ?? null };
  }
}

class ServiceForm {
  @Text({ label: 'Name', max: 200, required: 'Enter the name of the service.' })
  name!: string;

  @RecordId('Choose a Head of Service from the list.', { optional: true })
  leadId?: number;

  details(): ServiceDetails {
    return { name: this.name, headOfServiceId: this.leadId ?? null };
  }
}

export const unitForms: Record<UnitKind, new () => { details(): UnitDetails }> = { team: TeamForm, service: ServiceForm };
