/** A month has at most one draft; a confirmed or discarded proposal stays as it was. */
export const proposalStatuses = ['draft', 'confirmed', 'discarded'] as const;
export type ProposalStatus = (typeof proposalStatuses)[number];
