const { readFile } = require('node:fs/promises');

// What is left out of the bundles. nodemailer brings a table of 1,800 MIME types to guess the type
// of a file by its name: a tenth of the sender's code. A message names the type of each attachment,
// so the table is never asked; without it the answers are nodemailer's own for a name that it does
// not know.
const withoutMimeTypes = {
  name: 'without-mime-types',
  setup(build) {
    build.onLoad({ filter: /[\\/]nodemailer[\\/].*[\\/]mime-types\.js$/ }, () => ({
      contents: `
        export const detectMimeType = () => 'application/octet-stream';
        export const detectExtension = () => 'bin';`,
    }));
  },
};

// nodemailer can take an attachment from a URL. Every attachment of a message is bytes, so it never does;
// and it must not.
const withoutFetch = {
  name: 'without-fetch',
  setup(build) {
    build.onLoad({ filter: /[\\/]nodemailer[\\/].*[\\/]fetch[\\/]index\.js$/ }, () => ({
      contents: `
        export default () => {
          throw new Error('Content from a URL is left out of the bundle.');
        };`,
    }));
  },
};

// nodemailer brings punycode in JavaScript; Node has it. The domains that it is given are in ASCII already.
const withoutPunycode = {
  name: 'without-punycode',
  setup(build) {
    build.onLoad({ filter: /[\\/]nodemailer[\\/].*[\\/]punycode[\\/]index\.js$/ }, () => ({
      contents: `
        import { domainToASCII, domainToUnicode } from 'node:url';
        export const toASCII = (domain) =>
          /^[!-~]*$/.test(domain) ? domain : domainToASCII(domain);
        export const toUnicode = (domain) => domainToUnicode(domain);
        export default { toASCII, toUnicode };`,
    }));
  },
};

// The schemas of a service's calls name some of their members by constants: `{ [_h]: … }`. A bundler
// has to keep such an object, for computing a name may have an effect, and with it every call of the
// service. Written out, `{ "http": … }`, it leaves out the calls that nobody makes: 100 KB of S3 and
// SES's v2 API.
//
// KMS has some fifty errors, each with a class that is registered, SNS and EventBridge nearly as many. Ours
// are told by name and status, which an error without a class has too.
const tellsErrorsByName = /[\\/]client-(?:kms|sns|eventbridge)[\\/]/;
const withoutUnusedCalls = {
  name: 'without-unused-calls',
  setup(build) {
    build.onLoad(
      {
        filter: /[\\/]@aws-sdk[\\/]client-[a-z0-9-]+[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/,
      },
      async ({ path }) => {
        const source = await readFile(path, 'utf8');
        const constants = new Map(
          [...source.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name, value]) => [
            name,
            value,
          ]),
        );
        const withNames = source.replaceAll(/\[(_\w+)\]:/g, (written, name) =>
          constants.has(name) ? `${constants.get(name)}:` : written,
        );
        return {
          contents: tellsErrorsByName.test(path)
            ? withNames.replaceAll(/^n0_registry\.registerError\(.*\);$/gm, '')
            : withNames,
        };
      },
    );
  },
};

// The SDK brings SHA-1 and SHA-256 in JavaScript, too, for runtimes without `node:crypto`. Node has it:
// these are never asked, and say so if they ever are.
const withoutHashesInJavaScript = {
  name: 'without-hashes-in-javascript',
  setup(build) {
    build.onLoad(
      { filter: /[\\/](?:@aws-sdk|@smithy)[\\/].*[\\/]Sha(?:1|256)Js\.js$/ },
      ({ path }) => {
        const name = /Sha(?:1|256)Js/.exec(path)[0];
        const complaint = `${name} is left out of the bundle: Node has node:crypto.`;
        return {
          contents: `
          export class ${name} {
            constructor() {
              throw new Error(${JSON.stringify(complaint)});
            }
          }`,
        };
      },
    );
  },
};

// DynamoDB's client makes a cache for endpoints that it discovers, with a library beneath. It discovers
// none unless AWS_ENABLE_ENDPOINT_DISCOVERY says so, which no function here does.
const withoutEndpointCache = {
  name: 'without-endpoint-cache',
  setup(build) {
    build.onLoad(
      { filter: /[\\/]@aws-sdk[\\/]endpoint-cache[\\/]dist-es[\\/]EndpointCache\.js$/ },
      () => ({
        contents: `
          const refuse = () => {
            throw new Error('Endpoint discovery is left out of the bundle.');
          };
          export class EndpointCache {
            get = refuse;
            set = refuse;
            has = refuse;
            delete = refuse;
            getEndpoint = refuse;
            clear() {}
          }`,
      }),
    );
  },
};

// A call may stream events in both directions; the SDK loads what reads such a stream when one does. No
// call of the pipeline does.
const withoutEventStreams = {
  name: 'without-event-streams',
  setup(build) {
    build.onLoad(
      {
        filter: /[\\/]@smithy[\\/]core[\\/]dist-es[\\/]submodules[\\/]event-streams[\\/]index\.js$/,
      },
      () => ({
        contents: `
          const refuse = () => {
            throw new Error('Event streams are left out of the bundle.');
          };
          export class EventStreamSerde {
            constructor() {
              refuse();
            }
          }
          export const eventStreamSerdeProvider = refuse;
          export const resolveEventStreamSerdeConfig = (config) => config;`,
      }),
    );
  },
};

// Of its own package.json the SDK uses the version alone, for the user agent; scripts and dependencies
// would come with it, for each client.
const withoutPackageDetails = {
  name: 'without-package-details',
  setup(build) {
    build.onLoad(
      { filter: /[\\/]@aws-sdk[\\/](?:client-[a-z0-9-]+|nested-clients)[\\/]package\.json$/ },
      async ({ path }) => {
        const { version } = JSON.parse(await readFile(path, 'utf8'));
        return { contents: JSON.stringify({ version }), loader: 'json' };
      },
    );
  },
};

module.exports = [
  withoutMimeTypes,
  withoutFetch,
  withoutPunycode,
  withoutUnusedCalls,
  withoutHashesInJavaScript,
  withoutEndpointCache,
  withoutEventStreams,
  withoutPackageDetails,
];
