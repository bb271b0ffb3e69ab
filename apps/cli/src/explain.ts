import { EyrieOperationFailed, EyrieProblem, EyrieUnreachable } from '@eyrie/sdk';
import { CommanderError } from 'commander';
import { NoAnswer } from './access/client.ts';
import { CommandFailure, exitCodes } from './failure.ts';

/** What a person is told of an error, and the exit code; null: it was said already. */
export function explain(error: unknown): { message: string | null; exitCode: number } {
  if (error instanceof CommanderError) {
    return { message: null, exitCode: error.exitCode === 0 ? 0 : exitCodes.usage };
  }
  if (error instanceof CommandFailure) return error;
  if (error instanceof EyrieProblem) return ofProblem(error);
  if (error instanceof EyrieOperationFailed) {
    return { message: error.message, exitCode: exitCodes.failed };
  }
  if (error instanceof EyrieUnreachable || error instanceof NoAnswer) {
    return { message: ofSilence(error), exitCode: exitCodes.notRunning };
  }
  const { stack } = error instanceof Error ? error : new Error(String(error));
  const message = `This is a mistake in eyrie itself, not in what you did. Please report it with these lines:\n${stack ?? ''}`;
  return { message, exitCode: exitCodes.failed };
}

function ofProblem(error: EyrieProblem): { message: string; exitCode: number } {
  const { status, code, requestId, errors, retryAfterMs } = error;
  const request = requestId === null ? code : `${code}, request ${requestId}`;
  const lines = [`The cloud refused: ${error.message} (${request})`];
  for (const { pointer, message } of errors) lines.push(`  ${pointer || '/'}: ${message}`);
  if (status === 401) {
    lines.push('The log-in or key is over, or was never good. Log in again: eyrie login');
    return { message: lines.join('\n'), exitCode: exitCodes.denied };
  }
  if (status === 412) {
    lines.push('Somebody else changed it meanwhile, and their change stands. Look, and try again.');
    return { message: lines.join('\n'), exitCode: exitCodes.tryAgain };
  }
  if (status === 429 || status === 503) {
    const seconds = retryAfterMs === null ? null : Math.ceil(retryAfterMs / 1_000);
    lines.push(seconds === null ? 'Try again later.' : `Try again in ${seconds} s.`);
    return { message: lines.join('\n'), exitCode: exitCodes.tryAgain };
  }
  if (status === 403) lines.push('eyrie whoami says who you are there, and with which role.');
  return { message: lines.join('\n'), exitCode: exitCodes.failed };
}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'Its name is not known: look at the spelling, and at the DNS of this machine.',
  EAI_AGAIN: 'No DNS server answered: is this machine in a network?',
  ECONNREFUSED: 'Nothing listens there: is the cloud started, and is the port right?',
  ECONNRESET: 'The connection was cut: something between here and there may not let it through.',
  EHOSTUNREACH: 'There is no way to that address from here.',
  ENETUNREACH: 'This machine is in no network that leads there.',
  CERT_HAS_EXPIRED: 'Its certificate has expired: whoever runs it must renew it.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Its certificate is for another name than the one in the URL.',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'Its certificate is signed by itself: name your own CA in NODE_EXTRA_CA_CERTS.',
  SELF_SIGNED_CERT_IN_CHAIN:
    'Its certificate is of a CA that this machine does not know: name it in NODE_EXTRA_CA_CERTS.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'Its certificate is of a CA that this machine does not know: name it in NODE_EXTRA_CA_CERTS.',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'Its certificate is of a CA that this machine does not know: name it in NODE_EXTRA_CA_CERTS.',
  CERT_NOT_YET_VALID: 'Its certificate is not good yet: look at the clock of this machine.',
};

/** What one error code of a connection means, for a person; null where nothing better is known than the code. */
export function reasonOf(code: string | null): string | null {
  return code === null ? null : (reasons[code] ?? null);
}

/** The code that an error has, or the first of its causes that has one. */
export function codeOf(error: unknown): string | null {
  for (let at = error; typeof at === 'object' && at !== null;) {
    const { code, errors, cause } = at as { code?: unknown; errors?: unknown[]; cause?: unknown };
    if (typeof code === 'string') return code;
    // Where a name has several addresses, each failed its own way.
    at = cause ?? errors?.[0];
  }
  return null;
}

function ofSilence(error: Error): string {
  const silence = error.cause instanceof NoAnswer ? error.cause : error;
  const code = codeOf(silence);
  const why = reasonOf(code) ?? (code === null ? causeText(silence) : `(${code})`);
  const url = silence instanceof NoAnswer ? ` --url ${silence.url}` : '';
  return `${silence.message} ${why}\neyrie doctor${url} looks at everything between here and there.`;
}

/** What the deepest cause says. */
function causeText(error: Error): string {
  let at: unknown = error.cause;
  let text = '';
  while (typeof at === 'object' && at !== null) {
    const { message, cause } = at as { message?: string; cause?: unknown };
    text = message ?? text;
    at = cause;
  }
  return text === '' ? '' : `(${text})`;
}
