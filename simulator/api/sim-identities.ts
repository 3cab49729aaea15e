import { Hono } from 'hono';
import type { Identity } from '../account/identities.ts';
import type { IdentityChecks } from '../account/identity-checks.ts';
import type { SesWorld } from '../world.ts';
import { responseOf, type SimulatorRoutes } from './http-exchange.ts';
import { json } from './sim-answers.ts';

/** Routes that show the identities, and look for their records at once. */
export const simIdentityRoutes = ({
  world,
  identityChecks,
}: {
  readonly world: SesWorld;
  readonly identityChecks: IdentityChecks;
}): Hono<SimulatorRoutes> => {
  const listed = () => responseOf(json(world.identities.list().map(stateOf)));
  return new Hono<SimulatorRoutes>()
    .get('/identities', listed)
    .post('/identities/check', async () => {
      await identityChecks.checkNow();
      return listed();
    });
};

const stateOf = ({
  name,
  kind,
  verificationStatus,
  mailFromDomain,
  mailFromStatus,
  lastCheck,
}: Identity) => ({
  name,
  kind,
  verificationStatus,
  mailFromDomain: mailFromDomain ?? null,
  mailFromStatus: mailFromDomain === undefined ? null : mailFromStatus,
  lastCheck: lastCheck ?? null,
});
