import type { Command } from 'commander';
import { examples } from '../../help/examples.ts';
import { oneOf } from '../../one-of.ts';
import type { Program } from '../../program.ts';
import type { CheckOptions } from './check.ts';
import type { CreateOptions } from './create.ts';
import type { DnsOptions } from './dns.ts';
import type { IdentityIo } from './identity-io.ts';
import type { ListOptions } from './list.ts';

/** Adds the command `identity` and its subcommands. */
export const addIdentityCommands = (
  program: Command,
  { io, onPipeline }: Pick<Program, 'io' | 'onPipeline'>,
): void => {
  const group = program
    .command('identity')
    .description('domains and addresses from which mail is sent: create, dns, check, list');
  const run: Run = (verb) =>
    onPipeline(async (pipeline) => {
      const [{ openIdentityTools }, { explainingSes }] = await Promise.all([
        import('./identity-tools.ts'),
        import('./explaining-ses.ts'),
      ]);
      const tools = { ...io, ...(await openIdentityTools(pipeline)) };
      return explainingSes(tools, () => verb(tools));
    });
  addCreate(group, run);
  addDns(group, run);
  addCheck(group, run);
  addList(group, run);
};

type Run = (verb: (io: IdentityIo) => Promise<number>) => Promise<void>;

const addCreate = (group: Command, run: Run): void => {
  group
    .command('create')
    .description('make a domain or an address an identity of SES, or adopt it')
    .argument('<identity>', 'example.com, or ann@example.com')
    .option('--mail-from <name>', 'MAIL FROM domain, or its first label', 'bounce')
    .option('--no-mail-from', "keep SES's own MAIL FROM: SPF then does not count for DMARC")
    .option('--configuration-set <name>', 'for mail that names none; a stream stands for its own')
    .option('--reports-to <address>', 'address that gets the DMARC reports (rua)')
    .option('--json', 'print {identity, kind, outcome, isVerified, done, left, records}')
    .addHelpText('after', examples('identity create example.com'))
    .action((name: string, options: CreateOptions) =>
      run(async (io) => (await import('./create.ts')).createIdentity(name, options, io)),
    );
};

const addDns = (group: Command, run: Run): void => {
  group
    .command('dns')
    .description('print the DNS records that a domain needs')
    .argument('<domain>', 'example.com')
    .addOption(
      oneOf('--format <format>', 'form of the records', [
        'table',
        'bind',
        'route53',
        'json',
      ]).default('table'),
    )
    .option('--zone <domain>', 'zone at the DNS provider (default: the registered domain)')
    .option('--missing', 'only records that DNS does not have as they must be')
    .option('--queries', 'print dig and nslookup lines instead')
    .option('--reports-to <address>', 'address that gets the DMARC reports (rua)')
    .option(
      '--resolver <servers...>',
      'name servers to ask with --missing: 1.1.1.1, 127.0.0.1:5353',
    )
    .addHelpText('after', examples('identity dns example.com --format bind'))
    .action((domain: string, options: DnsOptions) =>
      run(async (io) => (await import('./dns.ts')).showDnsRecords(domain, options, io)),
    );
};

const addCheck = (group: Command, run: Run): void => {
  group
    .command('check')
    .description('compare DNS and SES with what an identity needs')
    .argument('<identity>', 'example.com, or ann@example.com')
    .option('--wait [duration]', 'look again until all is right, for this long (default: 30m)')
    .option('--resolver <servers...>', 'name servers to ask: 1.1.1.1, 127.0.0.1:5353')
    .option('--json', 'print {identity, ses, asked, records, from, outcome}')
    .addHelpText('after', examples('identity check example.com --wait 1h'))
    .action((name: string, options: CheckOptions) =>
      run(async (io) => (await import('./check.ts')).checkIdentity(name, options, io)),
    );
};

const addList = (group: Command, run: Run): void => {
  group
    .command('list')
    .description('list the identities of the account, with what SES says of each')
    .option('--names', 'only names and verification: one call of SES instead of one each second')
    .option('--json', 'print an object per identity')
    .addHelpText('after', examples('identity list'))
    .action((options: ListOptions) =>
      run(async (io) => (await import('./list.ts')).listIdentities(options, io)),
    );
};
