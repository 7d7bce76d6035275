import assert from 'node:assert/strict';
import fc from 'fast-check';
import { afterMove, type ActionHeld } from '../../../src/actions/handover/childMove.js';

describe('where an open action goes with its child', () => {
  const held: ActionHeld = { teamId: 1, ownerId: 7, ownerTeamId: 1, ofOfficer: false };

  it('is the new team, whose manager answers for what a worker of the old team owned', () => {
    assert.deepEqual(afterMove(held, { teamId: 2, officerId: null }), { teamId: 2, ownerId: null });
  });

  it('leaves it with an owner from elsewhere: the auditor, the Head of Service, or somebody who works in the new team already', () => {
    for (const ownerTeamId of [null, 2, 3]) assert.deepEqual(afterMove({ ...held, ownerTeamId }, { teamId: 2, officerId: 8 }), { teamId: 2, ownerId: 7 });
    assert.deepEqual(afterMove({ ...held, ownerId: null, ownerTeamId: null }, { teamId: 2, officerId: 8 }), { teamId: 2, ownerId: null });
  });

  it('gives the reviewing officer’s to the one the child has now, also where the child stays', () => {
    for (const teamId of [1, 2]) {
      assert.deepEqual(afterMove({ ...held, ofOfficer: true }, { teamId, officerId: 8 }), { teamId, ownerId: 8 });
      assert.deepEqual(afterMove({ ...held, ofOfficer: true }, { teamId, officerId: null }), { teamId, ownerId: null });
      assert.deepEqual(afterMove({ ...held, ofOfficer: true }, { teamId, officerId: 7 }), { teamId, ownerId: 7 });
    }
  });

  it('is the child’s team whatever there was before, and nothing changes for a child who stays with the same officer', () => {
    const id = fc.integer({ min: 1, max: 4 });
    fc.assert(fc.property(fc.record({ teamId: id, ownerId: fc.option(id), ownerTeamId: fc.option(id), ofOfficer: fc.boolean() }), id, fc.option(id), (action, teamId, officerId) => {
      const child = { teamId, officerId };
      const after = afterMove(action, child);
      assert.equal(after.teamId, teamId);
      // Asked again, it stays: nothing goes to and fro.
      assert.deepEqual(afterMove({ ...action, ...after }, child), after);
      if (teamId === action.teamId && !action.ofOfficer) assert.equal(after.ownerId, action.ownerId);
    }));
  });
});
