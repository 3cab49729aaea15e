/** Text that SES publishes when a topic is attached to an event destination. */
export const eventTopicValidation =
  'Successfully validated SNS topic for Amazon SES event publishing.';

/** Text that SES publishes when a topic is attached to an identity. */
export const identityTopicValidation = 'Successfully validated SNS topic for Amazon SES.';
