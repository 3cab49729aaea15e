import type { Known } from '../remedy.ts';
import { pages } from './pages.ts';

const you = { actor: 'you', retry: 'no' } as const;

/** Errors of SQS. */
export const knownSqs = {
  'queue-missing': {
    codes: ['QueueDoesNotExist', 'NonExistentQueue', 'AWS.SimpleQueueService.NonExistentQueue'],
    cause: 'The queue does not exist in this account and region, or its URL is of another.',
    remedy:
      'Check the stage, the account and the region, and that it is deployed; take the URL of the queue from the outputs of the deployment.',
    ...you,
    sources: [pages.sqsSend],
    samples: [
      'QueueDoesNotExist: The specified queue does not exist.',
      'AWS.SimpleQueueService.NonExistentQueue: The specified queue does not exist for this wsdl version.',
    ],
  },
  'access-denied': {
    codes: ['AccessDenied'],
    cause: 'The role or user may not do this with the queue.',
    remedy:
      'Give the producer sqs:SendMessage on the queue, and use of its key if it has one: `ses-pipeline policy producer` prints the policy.',
    ...you,
    sources: [pages.iam, pages.sqsErrors],
    samples: [
      'An error occurred (AccessDenied) when calling the SendMessage operation: User: arn:aws:iam::111122223333:user/app is not authorized to perform: sqs:sendmessage on resource: arn:aws:sqs:eu-west-1:111122223333:ses-pipeline-prod-transactional',
    ],
  },
  'too-long': {
    codes: ['BatchRequestTooLong', 'InvalidParameterValue'],
    text: /message must be shorter than|batch requests cannot be longer/i,
    cause: 'A message, or a batch, is larger than SQS takes: 1,048,576 bytes.',
    remedy:
      'Use the client library, or `send`: they put large mail into the payload bucket. Else put it there yourself (docs/message.md).',
    ...you,
    sources: [pages.sqsSend],
    samples: [
      'InvalidParameterValue: One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.',
      'BatchRequestTooLong: Batch requests cannot be longer than 1048576 bytes.',
    ],
  },
  characters: {
    codes: ['InvalidMessageContents'],
    cause: 'The message holds characters that SQS does not take, such as control characters.',
    remedy: 'Write the message as JSON, in which such characters are escaped.',
    ...you,
    sources: [pages.sqsSend],
    samples: ['InvalidMessageContents: Invalid binary character was found in the message body'],
  },
  receipt: {
    codes: ['ReceiptHandleIsInvalid', 'MessageNotInflight'],
    cause: 'The message is no longer this reader’s: its visibility time-out is over.',
    remedy: 'Nothing: the message comes again. Raise the visibility time-out if it happens often.',
    actor: 'nobody',
    retry: 'function',
    sources: [pages.sqsErrors],
    samples: ['ReceiptHandleIsInvalid: The input receipt handle is invalid.'],
  },
  'over-limit': {
    codes: ['OverLimit'],
    cause: 'About 120,000 messages of the queue are being worked on.',
    remedy: 'Look why the function does not finish them: its log, its errors, its concurrency.',
    ...you,
    sources: [pages.sqsErrors],
    samples: ['OverLimit: Too many messages in flight'],
  },
} as const satisfies Readonly<Record<string, Known>>;

/** Errors of SNS, and what keeps its messages away. */
export const knownSns = {
  'topic-missing': {
    codes: ['NotFound', 'TopicNotFound'],
    text: /topic does not exist|topic not found/i,
    cause:
      'The topic does not exist in this account and region. SES goes on to send, and its events are lost.',
    remedy: 'Deploy again, or create the topic under the same name, and let SES publish to it.',
    ...you,
    sources: [pages.snsErrors],
    samples: [
      'An error occurred (NotFound) when calling the Publish operation: Topic does not exist',
    ],
  },
  'topic-not-selectable': {
    codes: ['AccessDenied', 'AuthorizationError'],
    text: /\bsns:ListTopics\b/i,
    also: [
      { text: /\bsns:ListTopics\b/i },
      {
        text: /\bSNS topic\b.{0,60}\b(?:not (?:selectable|listed|shown|in the list)|cannot be selected)\b/i,
      },
    ],
    cause:
      'The console lists only topics of its own region, and only for those who may sns:ListTopics. FIFO topics are not for SES.',
    remedy:
      'Choose the region of the identity in the console, and give the user sns:ListTopics; or name the topic by its ARN on the command line. The deployment does it by itself.',
    ...you,
    sources: [pages.sesSns],
    samples: [
      'AuthorizationErrorException: User: arn:aws:iam::111122223333:user/ann is not authorized to perform: SNS:ListTopics on resource: arn:aws:sns:eu-west-1:111122223333:*',
      'The SNS topic is not selectable in the SES console',
    ],
  },
  pending: {
    text: /\bpending ?confirmation\b|subscription .{0,40}\bpending\b/i,
    cause:
      'Nobody has confirmed the subscription; until then SNS sends it nothing but the request to confirm.',
    remedy:
      'Open the link in the confirmation that SNS sent (for an address: look in the spam folder), or subscribe again: it is good for two days. An HTTPS endpoint has to answer it.',
    ...you,
    sources: [pages.snsConfirm],
    samples: ['PendingConfirmation', 'Subscription status: Pending confirmation'],
  },
  'bad-token': {
    codes: ['InvalidParameter'],
    text: /\btoken\b/i,
    cause: 'The token of a confirmation is wrong, used up, or older than two days.',
    remedy: 'Subscribe again, and use the token of the new confirmation.',
    ...you,
    sources: [pages.snsConfirm],
    samples: ['InvalidParameterException: Invalid parameter: Token'],
  },
  'too-long': {
    codes: ['InvalidParameter'],
    text: /message too long/i,
    cause: 'A message is larger than SNS takes: 262,144 bytes.',
    remedy: 'Publish less in one message; the pipeline publishes single events.',
    ...you,
    sources: [pages.snsErrors],
    samples: ['InvalidParameterException: Invalid parameter: Message too long'],
  },
  'endpoint-refused': {
    codes: ['EndpointDisabled', 'PlatformApplicationDisabled', 'SubscriptionLimitExceeded'],
    cause: 'The topic cannot deliver to this subscriber, or takes no more of them.',
    remedy: 'Remove subscriptions that nothing uses, and subscribe again.',
    ...you,
    sources: [pages.snsErrors],
    samples: ['SubscriptionLimitExceededException: Subscription limit exceeded'],
  },
} as const satisfies Readonly<Record<string, Known>>;
