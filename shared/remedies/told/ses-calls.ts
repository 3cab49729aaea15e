/** What to do about a call to SES that SES did not answer, or was not made. */
export const sesCalls = {
  unreachable: {
    remedy: 'Nothing: the message is tried again. If it lasts, check the network and the endpoint.',
  },
  'not-built': { remedy: 'Report it together with the message, which is in the dead letters.' },
  'no-credentials': {
    remedy:
      'Check the role or the keys of this account: that the role exists, trusts the role of the sender, and asks for the external id that the tenant has. Messages wait until then.',
  },
  'empty-envelope': { remedy: 'Report this as a fault of the pipeline: SES was not called.' },
} as const;
