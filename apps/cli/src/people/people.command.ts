import { Command } from 'commander';
import { z } from 'zod';
import { runCloudProgram } from '../cloud/cloud-program.ts';

const recoveredSchema = z.object({
  link: z.string(),
  expires_at: z.iso.datetime(),
  organisations: z.array(z.string()),
});

interface RecoverOptions {
  organisation: string;
  email: string;
  json?: boolean;
}

/** `eyrie people …`: what the operator of an installation can do for its people. */
export function peopleCommand(): Command {
  const people = new Command('people').description('What the operator can do for people.');
  people
    .command('recover')
    .description(
      'The way back for who has lost password and mailbox: a link that works once, for an hour. Ends all\n' +
        'sessions of the account, and is in the audit log of each of its organisations; the second\n' +
        'factor stays. Works on the database itself: run it with the environment of the cloud\n' +
        '(DATABASE_URL, EYRIE_MASTER_KEY or EYRIE_MASTER_KEY_FILE, EYRIE_PUBLIC_URL).',
    )
    .requiredOption('--organisation <id>', 'one that the person belongs to, by its id (org_…)')
    .requiredOption('--email <address>', 'with which the person logs in')
    .option('--json', 'for programs')
    .action(recover);
  return people;
}

async function recover({ organisation, email, json }: RecoverOptions): Promise<void> {
  const recovered = recoveredSchema.parse(
    await runCloudProgram('recovery/main', [organisation, email]),
  );
  if (json) {
    console.log(JSON.stringify(recovered, null, 2));
    return;
  }
  console.log(recovered.link);
  console.error(
    `Works once, until ${recovered.expires_at}. All sessions of ${email} have ended. Whoever has the ` +
      'link sets the password: give it to nobody else.',
  );
}
