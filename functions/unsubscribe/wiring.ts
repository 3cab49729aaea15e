import type { Hono } from 'hono';
import * as z from 'zod/mini';
import { documentClient } from '../../shared/aws/dynamodb/document-client.ts';
import { dropReason } from '../../shared/aws/suppressions/drop-reason.ts';
import { findSuppressions } from '../../shared/aws/suppressions/find-suppressions.ts';
import { suppress } from '../../shared/aws/suppressions/suppress.ts';
import { readRing } from '../../shared/aws/unsubscribe/read-ring.ts';
import { tenantForPeople } from '../../shared/aws/unsubscribe/tenant-for-people.ts';
import { readEnvironment, text } from '../../shared/lambda/environment.ts';
import { containerCounter } from '../../shared/lambda/lambda-handler.ts';
import { log } from '../../shared/lambda/logger.ts';
import { streamsVariable, titlesVariable } from '../../shared/streams/streams-variable.ts';
import { systemClock } from '../../shared/system/clock.ts';
import { rememberRing } from '../../shared/unsubscribe/remembered-ring.ts';
import { createApp } from './app.ts';
import { offeredStreams } from './offered-streams.ts';
import type { TakeMailPorts } from './take-mail.ts';

const schema = z.object({
  TABLE_LEDGER: text,
  TABLE_SUPPRESSIONS: text,
  TABLE_TENANTS: text,
  STREAMS: streamsVariable,
  STREAM_TITLES: titlesVariable,
});

/** The pages, and what mail that leaves needs. */
export interface Unsubscribe {
  readonly app: Hono;
  readonly ports: TakeMailPorts;
}

/** Made once per container, on its first run. */
export const unsubscribeOfContainer = (): Unsubscribe => {
  unsubscribe ??= create();
  return unsubscribe;
};

const create = (): Unsubscribe => {
  const environment = readEnvironment(schema);
  const documents = documentClient();
  const rows = { documents, table: environment.TABLE_SUPPRESSIONS };
  const read = readRing(documents, environment.TABLE_LEDGER);
  const ports: TakeMailPorts = {
    findRing: rememberRing(read, systemClock.now),
    findTenant: tenantForPeople(documents, environment.TABLE_TENANTS),
    offered: offeredStreams(environment.STREAMS, environment.STREAM_TITLES),
    findSuppressions: (questions, tell) => findSuppressions(rows, questions, tell),
    suppress: (entry) => suppress(rows, entry),
    takeBack: (address, scope, nowMs) =>
      dropReason(rows, { address, scope, reason: 'unsubscribe', beforeMs: nowMs + 1 }),
    now: systemClock.now,
    log,
    count: containerCounter().count,
  };
  return { app: createApp(ports), ports };
};

let unsubscribe: Unsubscribe | undefined;
