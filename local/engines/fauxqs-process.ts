// SQS, SNS and S3 of the local stack: fauxqs in memory, in its own process. Writes `{"port": …}` to
// stdout when ready.
import { buildApp } from 'fauxqs';
import { answerLocalRequests } from '../../simulator/loopback/local-requests.ts';
import { reachFrom } from '../../simulator/loopback/reach.ts';
import {
  allowAllCharacters,
  allowLargeObjects,
  withReachableQueueUrls,
} from './fauxqs-corrections.ts';
import { countQueueRequests } from './request-counts.ts';
import { speakQueryProtocol } from './sqs-query-protocol.ts';

const [port, region] = process.argv.slice(2);
const reach = reachFrom(process.env);

await allowAllCharacters();
const app = buildApp({ logger: false, defaultRegion: region ?? 'us-east-1' });
withReachableQueueUrls(app, reach.host);
allowLargeObjects(app);
speakQueryProtocol(app);
countQueueRequests(app);
await app.ready();
answerLocalRequests(app.server, undefined, reach);
// `startFauxqs` would listen on every address of the machine.
const address = await app.listen({ host: reach.bind, port: Number(port ?? 0) });

process.on('SIGTERM', () => process.exit(0));
process.stdout.write(`${JSON.stringify({ port: Number(new URL(address).port) })}\n`);
