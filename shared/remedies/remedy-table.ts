import { knownApiProblems, knownJwt } from './known/api.ts';
import { knownAws, knownAwsTexts } from './known/aws.ts';
import { knownDeployment } from './known/deployment.ts';
import { knownGmail } from './known/gmail.ts';
import { knownKeysOfTenant, knownKeysRefused, knownSecretFailures } from './known/keys.ts';
import { knownMicrosoft } from './known/microsoft.ts';
import { knownNetwork } from './known/network.ts';
import {
  knownDeadLetters,
  knownMailOfPipeline,
  knownPipelineEvents,
  knownSesCalls,
} from './known/pipeline.ts';
import { knownSns, knownSqs } from './known/queues-and-topics.ts';
import { knownReceiversCodes } from './known/receivers-codes.ts';
import { knownReceiversWords } from './known/receivers-words.ts';
import { knownLambda, knownSts } from './known/roles-and-functions.ts';
import { knownSesErrors } from './known/ses.ts';
import { knownSesBounceTypes, knownSesEvents, knownSesLastWords } from './known/ses-events.ts';
import { knownSesSmtp } from './known/ses-smtp.ts';
import { knownSesTexts } from './known/ses-texts.ts';
import { knownSetUp } from './known/set-up.ts';
import { knownDynamodb, knownKms, knownS3 } from './known/stores.ts';
import { knownWayOutMail, knownWayOutServer } from './known/way-out.ts';
import { knownYahoo } from './known/yahoo.ts';
import type { Background, Known, Origin, Recognition, Remedy, Told } from './remedy.ts';
import { apiProblems } from './told/api-problems.ts';
import { bounceGroups } from './told/bounces/bounce-groups.ts';
import { keysOfTenant, keysRefusedBySts, secretFailures } from './told/keys.ts';
import { deadLetters, mailOfPipeline } from './told/mail-of-pipeline.ts';
import { pipelineEvents } from './told/pipeline-events.ts';
import { sesCalls } from './told/ses-calls.ts';
import { otherSesError, type SesErrorRule, sesErrors } from './told/ses-errors.ts';
import { wayOutMail, wayOutServer } from './told/way-out.ts';

/**
 * Every error that is known, the more special before the more general: of those that an error fits,
 * the first is meant. docs/errors.md is written from it.
 *
 * It is large: a function imports only what it tells, from `told/`.
 */
export const remedyTable = (): readonly Remedy[] => entries;

const entryOf = (
  origin: Origin,
  name: string,
  remedy: string,
  forms: readonly Recognition[],
  { cause, actor, retry, sources, samples }: Background,
): Remedy => ({
  key: `${origin}/${name}`,
  ...{ origin, remedy, cause, actor, retry, sources, samples },
  forms: forms.filter(isForm).map(formOf),
});

const isForm = ({ codes, text, status }: Recognition): boolean =>
  codes !== undefined || text !== undefined || status !== undefined;

/** What recognises an entry, without the rest that a rule holds. */
const formOf = ({ codes, text, status, isCommon, ofTenant }: Recognition): Recognition => ({
  ...(codes === undefined ? {} : { codes }),
  ...(text === undefined ? {} : { text }),
  ...(status === undefined ? {} : { status }),
  ...(isCommon === undefined ? {} : { isCommon }),
  ...(ofTenant === undefined ? {} : { ofTenant }),
});

/** Entries that no function tells. */
const whole = (origin: Origin, known: Readonly<Record<string, Known>>): readonly Remedy[] =>
  Object.entries(known).map(([name, one]) =>
    entryOf(origin, name, one.remedy, [one, ...(one.also ?? [])], one),
  );

/** Entries of what functions tell, and of what is known besides. */
const joined = (
  origin: Origin,
  told: Readonly<Record<string, Told>>,
  known: Readonly<Record<string, Background>>,
  prefix = '',
): readonly Remedy[] =>
  Object.entries(told).flatMap(([name, one]) => {
    const background = known[name];
    if (background === undefined) return [];
    const forms = [one, background, ...(background.also ?? [])];
    return [entryOf(origin, `${prefix}${name}`, one.remedy, forms, background)];
  });

/** Rules with one key are one entry. */
const ofSes = (rules: readonly SesErrorRule[]): readonly Remedy[] =>
  [...Map.groupBy(rules, ({ key }) => key)].flatMap(([name, some]) => {
    const background = Object.entries<Background>(knownSesErrors).find(
      ([key]) => key === name,
    )?.[1];
    const [first] = some;
    return first === undefined || background === undefined
      ? []
      : [entryOf('ses', name, first.remedy, some, background)];
  });

/** What is known of each of the {@link bounceGroups}. */
const knownBounces: readonly Readonly<Record<string, Background>>[] = [
  knownSesEvents,
  knownGmail,
  knownMicrosoft,
  knownYahoo,
  knownReceiversWords,
  knownSesBounceTypes,
  knownReceiversCodes,
  knownSesLastWords,
];

const entries: readonly Remedy[] = [
  ...whole('ses-smtp', knownSesSmtp),
  ...whole('cloudformation', knownDeployment),
  ...whole('ses', knownSesTexts),
  ...whole('aws', knownAwsTexts),
  ...whole('kms', knownKms),
  ...whole('sts', knownSts),
  ...joined('sts', keysRefusedBySts, knownKeysRefused, 'set-key-'),
  ...joined('ses', sesCalls, knownSesCalls, 'call-'),
  ...ofSes([...sesErrors, otherSesError]),
  ...whole('sqs', knownSqs),
  ...whole('sns', knownSns),
  ...whole('dynamodb', knownDynamodb),
  ...whole('s3', knownS3),
  ...whole('lambda', knownLambda),
  ...joined('api', apiProblems, knownApiProblems),
  ...whole('jwt', knownJwt),
  ...joined('pipeline', mailOfPipeline, knownMailOfPipeline),
  ...joined('pipeline', deadLetters, knownDeadLetters, 'dead-letter-'),
  ...joined('pipeline', keysOfTenant, knownKeysOfTenant, 'tenant-'),
  ...joined('pipeline', secretFailures, knownSecretFailures, 'secret-'),
  ...joined('pipeline', pipelineEvents, knownPipelineEvents, 'events-'),
  ...joined('way-out', wayOutServer, knownWayOutServer),
  ...joined('way-out', wayOutMail, knownWayOutMail),
  ...bounceGroups.flatMap(({ origin, told, prefix }, place) =>
    joined(origin, told, knownBounces[place] ?? {}, prefix),
  ),
  ...whole('network', knownNetwork),
  ...whole('aws', knownAws),
  ...whole('set-up', knownSetUp),
];
