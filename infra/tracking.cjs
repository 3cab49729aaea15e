// Open and click tracking by deployment parameters. SES tracks what an event destination asks for:
// with open it adds an image to every HTML body of the configuration set, with click it replaces
// every link. So each stream asks for what its parameter says, and by default for neither. Values
// that there are not are refused by check-parameters.cjs.
const withoutTracking = [
  'send',
  'reject',
  'delivery',
  'renderingFailure',
  'deliveryDelay',
  'subscription',
];
const trackingEvents = new Map([
  ['opens', ['open']],
  ['clicks', ['click']],
  ['all', ['open', 'click']],
]);

const trackingOptions = (domain, https) =>
  domain === '' ? { Ref: 'AWS::NoValue' } : { CustomRedirectDomain: domain, HttpsPolicy: https };

module.exports = async ({ resolveVariable }) => {
  const parameter = async (name) => String(await resolveVariable(`param:${name}`));
  const eventsOf = async (name) => [
    ...withoutTracking,
    ...(trackingEvents.get(await parameter(name)) ?? []),
  ];
  return {
    transactional: await eventsOf('trackTransactional'),
    notifications: await eventsOf('trackNotifications'),
    marketing: await eventsOf('trackMarketing'),
    options: trackingOptions(await parameter('trackingDomain'), await parameter('trackingHttps')),
  };
};
