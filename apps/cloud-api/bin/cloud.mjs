#!/usr/bin/env node
// What the container image of the cloud runs: `serve`, `migrate`, `keys …`, `recover ORGANISATION E-MAIL`,
// or `ask URL`, which says whether somebody answers there. Built code; a checkout runs its sources by
// `npm start`.
/* global AbortSignal, fetch */
import './without-core-dumps.mjs';

const [command = 'serve', ...rest] = process.argv.slice(2);

switch (command) {
  case 'serve':
    await import('../dist/main.js');
    break;
  case 'migrate':
    await import('../dist/migrate.js');
    break;
  case 'keys':
    process.argv.splice(2, process.argv.length, ...rest);
    await import('../dist/keys/main.js');
    break;
  case 'recover':
    process.argv.splice(2, process.argv.length, ...rest);
    await import('../dist/recovery/main.js');
    break;
  case 'ask':
    await ask(rest[0]);
    break;
  default:
    console.error(
      `Not a command: ${command}. There are serve, migrate, keys, recover and ask URL.`,
    );
    process.exitCode = 2;
}

async function ask(url) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    console.log(`${answer.status} ${await answer.text()}`);
    process.exitCode = answer.ok ? 0 : 1;
  } catch (error) {
    console.error(`${url} does not answer: ${error.cause?.message ?? error.message}`);
    process.exitCode = 1;
  }
}
