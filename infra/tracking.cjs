// Open and click tracking by deployment parameters. SES tracks what an event destination asks for:
// with open it adds an image to every HTML body of the configuration set, with click it replaces
// every link. So each stream asks for what its parameter says, and by default for neither.
const withoutTracking = [
  'send',
  'reject',
  'delivery',
  'renderingFailure',
  'deliveryDelay',
  'subscription',
];
const trackingEvents = { none: [], opens: ['open'], clicks: ['click'], all: ['open', 'click'] };
const httpsPolicies = ['OPTIONAL', 'REQUIRE', 'REQUIRE_OPEN_ONLY'];
const domainName =
  /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;

const refuse = (name, value, what) => {
  const error = new Error(`--param ${name}=${value}: ${what} (docs/deploy.md, "Tracking").`);
  // The framework prints the stack of an error that has one.
  error.stack = '';
  throw error;
};

const eventTypes = (name, value) => {
  const events = Object.hasOwn(trackingEvents, value) ? trackingEvents[value] : undefined;
  if (events === undefined) refuse(name, value, 'is none of none, opens, clicks, all');
  return [...withoutTracking, ...events];
};

const trackingOptions = (domain, https) => {
  if (!httpsPolicies.includes(https))
    refuse('trackingHttps', https, `is none of ${httpsPolicies.join(', ')}`);
  if (domain === '') {
    if (https !== 'OPTIONAL')
      refuse('trackingHttps', https, 'counts only with a trackingDomain, and none is given');
    return { Ref: 'AWS::NoValue' };
  }
  if (!domainName.test(domain))
    refuse('trackingDomain', domain, 'is no domain name in lower case, such as click.example.com');
  return { CustomRedirectDomain: domain, HttpsPolicy: https };
};

module.exports = async ({ resolveVariable }) => {
  const parameter = async (name) => String(await resolveVariable(`param:${name}`));
  const eventsOf = async (name) => eventTypes(name, await parameter(name));
  return {
    transactional: await eventsOf('trackTransactional'),
    notifications: await eventsOf('trackNotifications'),
    marketing: await eventsOf('trackMarketing'),
    options: trackingOptions(await parameter('trackingDomain'), await parameter('trackingHttps')),
  };
};
