/** Keys of the functions in serverless.yml; a function is called `ses-pipeline-<stage>-<key>`. */
export const functionKeys = [
  'api',
  'guard-reputation',
  'keep-messages',
  'receive-webhook',
  'record-bounce',
  'record-complaint',
  'record-delivery',
  'refresh-quota',
  'send-canary',
  'send-email',
  'ses-door',
  'unsubscribe',
] as const;
