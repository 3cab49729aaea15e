import type { Known } from '../remedy.ts';
import { pages } from './pages.ts';

const you = { actor: 'you', retry: 'no', sources: [pages.cloudformation] } as const;

/** Errors of CloudFormation, when the pipeline is deployed or removed. */
export const knownDeployment = {
  'rolled-back': {
    text: /\bROLLBACK_(?:COMPLETE|FAILED)\b.{0,60}(?:can ?not|can't) be updated|\bis in ROLLBACK_(?:COMPLETE|FAILED)\b/,
    cause: 'The first deployment failed, and what is left of the stack takes no updates.',
    remedy: 'Remove the stack, then deploy again. The first event that failed says why.',
    ...you,
    samples: [
      'Stack:arn:aws:cloudformation:eu-west-1:111122223333:stack/x/1 is in ROLLBACK_COMPLETE state and can not be updated.',
    ],
  },
  'update-stuck': {
    text: /\bUPDATE_ROLLBACK_FAILED\b/,
    cause: 'An update failed, and so did going back, mostly because something was changed by hand.',
    remedy: 'Undo what was changed by hand, then `aws cloudformation continue-update-rollback`.',
    ...you,
    samples: ['Stack is in UPDATE_ROLLBACK_FAILED state'],
  },
  'in-progress': {
    text: /IN_PROGRESS state and can ?not be updated/i,
    cause: 'Another deployment of this stage is under way.',
    remedy: 'Wait until it has ended, then deploy again.',
    ...you,
    samples: ['Stack is in UPDATE_IN_PROGRESS state and can not be updated.'],
  },
  'no-updates': {
    text: /no updates are to be performed/i,
    cause: 'What is deployed is the same already.',
    remedy: 'Nothing: it is up to date.',
    actor: 'nobody',
    retry: 'no',
    sources: [pages.cloudformation],
    samples: ['ValidationError: No updates are to be performed.'],
  },
  exists: {
    text: /\balready exists in stack\b|HandlerErrorCode: AlreadyExists|\bresource of type '[\w:]{1,80}' with identifier/i,
    also: [
      { text: /already exists|AlreadyExists|already been taken|AlreadyOwnedByYou/, isCommon: true },
    ],
    cause: 'The account has a resource of this name that the stack did not make.',
    remedy:
      'Use `ses-pipeline deploy`, which takes over identities, sets and what an earlier removal has left; delete or rename others, or choose another stage.',
    ...you,
    samples: [
      "Resource handler returned message: \"Resource of type 'AWS::SES::ConfigurationSet' with identifier 'marketing' already exists.\" (HandlerErrorCode: AlreadyExists)",
    ],
  },
  'not-permitted': {
    text: /\b(?:is )?not authorized to perform: (?:cloudformation|iam):\w{1,60}/i,
    also: [{ text: /not authorized to perform|AccessDenied|explicit deny/i, isCommon: true }],
    cause: 'Who deploys has fewer permissions than the template needs.',
    remedy: 'Give them the policy that `ses-pipeline policy deployer` prints.',
    ...you,
    samples: [
      'User: arn:aws:iam::111122223333:user/ann is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::111122223333:role/x',
      'User: arn:aws:iam::111122223333:user/ann is not authorized to perform: cloudformation:CreateChangeSet on resource: x',
    ],
  },
  capabilities: {
    codes: ['InsufficientCapabilities'],
    cause: 'The template makes roles, and nobody said that it may.',
    remedy: 'Deploy with `ses-pipeline deploy`, or name the capability CAPABILITY_NAMED_IAM.',
    ...you,
    samples: ['InsufficientCapabilitiesException: Requires capabilities : [CAPABILITY_NAMED_IAM]'],
  },
  visibility: {
    text: /queue visibility timeout: \d{1,6} seconds is less than function timeout/i,
    cause: 'A queue shows a message again before the run that works on it has to be over.',
    remedy:
      'Make the visibility time-out of the queue at least six times the time-out of the function.',
    actor: 'you',
    retry: 'no',
    sources: [pages.lambdaSqs],
    samples: ['Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds'],
  },
  concurrency: {
    text: /unreservedconcurrentexecution below its minimum/i,
    cause: 'The account has too few concurrent runs of Lambda left to reserve some.',
    remedy:
      'Deploy with `--param webhookConcurrency=0 --param apiConcurrency=0 --param sesDoorConcurrency=0 --param unsubscribeConcurrency=0`, or ask AWS for more: `aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000`.',
    actor: 'you',
    retry: 'no',
    sources: [pages.lambda],
    samples: [
      "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [10].",
    ],
  },
  'bucket-not-empty': {
    codes: ['BucketNotEmpty'],
    also: [{ text: /the bucket you tried to delete is not empty/i }],
    cause: 'A bucket with objects cannot be removed.',
    remedy:
      'Held mail and dead letters lie there. `ses-pipeline remove --delete-data` deletes them with the rest of the data of the stage.',
    ...you,
    samples: ['The bucket you tried to delete is not empty (Service: S3, Status Code: 409)'],
  },
  'policy-attached': {
    text: /cannot delete a policy attached to entities/i,
    also: [
      { codes: ['DeleteConflict'], isCommon: true },
      { text: /DeleteConflict/, isCommon: true },
    ],
    cause: 'A role or user still has a policy of the stack.',
    remedy: 'Run `ses-pipeline remove` again: it detaches the policy first.',
    ...you,
    samples: ['Cannot delete a policy attached to entities. (Service: Iam, Status Code: 409)'],
  },
  throttled: {
    text: /rate exceeded \(service: \w{1,40}, status code: \d{3}/i,
    also: [{ text: /Rate exceeded|Throttling|Too ?Many ?Requests/i, isCommon: true }],
    cause: 'AWS was asked too much at once.',
    remedy: 'Wait a minute, then run the same command again.',
    ...you,
    samples: ['Rate exceeded (Service: Lambda, Status Code: 429)'],
  },
  'delete-protected': {
    text: /deletion ?protection|cannot be deleted while terminationprotection is enabled/i,
    cause: 'A table or the stack is protected from deletion.',
    remedy: 'Switch the protection off where you mean to delete the data, then remove again.',
    ...you,
    samples: [
      'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
      'Stack [x] cannot be deleted while TerminationProtection is enabled',
    ],
  },
  'set-in-use': {
    text: /\bis (?:still )?associated with (?:a |the |\d{1,5} )?tenant/i,
    cause: 'An identity, set or template that is associated with an SES tenant cannot be deleted.',
    remedy: 'Remove the association first (`ses-pipeline tenants ses remove`), then delete it.',
    actor: 'you',
    retry: 'no',
    sources: [pages.sesTenants],
    samples: ['ConflictException: Identity example.com is associated with a tenant'],
  },
  'no-export': {
    text: /no export named \S{1,120} found/i,
    cause: 'A stack that this one builds on is not deployed in this region.',
    remedy: 'Deploy the other stack first, in the same region.',
    ...you,
    samples: ['No export named ses-pipeline-prod-Topic found.'],
  },
} as const satisfies Readonly<Record<string, Known>>;
