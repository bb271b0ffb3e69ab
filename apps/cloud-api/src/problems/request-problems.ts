import { lookAtId, waitAndRetry, type ProblemNote } from './remedies.ts';

/** Of requests in general and of the installation. */
export const requestProblems: Readonly<Record<string, ProblemNote>> = {
  'audit.chain_broken': [
    409,
    'An entry of the audit log was changed, so nothing of the log is signed.',
    'Compare it with a backup (eyrie audit verify), and find out who changed the database.',
  ],
  'dashboard.not_built': [
    404,
    'The dashboard has not been built.',
    'Run "npm run build" where the cloud was installed from its source.',
  ],
  'database.busy': [503, 'The database is too busy at the moment.', waitAndRetry],
  'database.schema-unfit': [
    503,
    'The database does not fit this version of the cloud.',
    'Whoever runs the installation migrates the database or exchanges the older replica.',
  ],
  'database.unavailable': [503, 'The database cannot be reached at the moment.', waitAndRetry],
  'limits.too_many_requests': [429, 'There were too many requests.', waitAndRetry],
  'operation.is_over': [409, 'The operation is over already.', 'Read its result.'],
  'operation.lost': [
    503,
    'The servers that worked at the operation stopped.',
    'What it had done is done; begin it again.',
  ],
  'operation.not_found': [
    404,
    'There is no such operation. It is kept for 30 days after its end.',
    lookAtId,
  ],
  'operation.starter_gone': [
    403,
    'Whoever began the operation may not do this any more.',
    'Somebody who may begins it again.',
  ],
  'operation.unknown_kind': [
    503,
    'This replica of the cloud is of a version that does not know the operation.',
    'It is done by a newer one; wait for the roll-out to end.',
  ],
  'request.address_too_long': [
    414,
    'A part of the address is longer than any id or name.',
    'Check how the address was put together.',
  ],
  'request.changed_meanwhile': [
    412,
    'It is not as you have seen it: somebody has changed it meanwhile.',
    'Read it again, decide again, and send the new ETag as If-Match.',
  ],
  'request.headers_too_large': [
    431,
    'The request has too many headers, or too large ones.',
    'Send fewer; often it is a heap of cookies.',
  ],
  'request.idempotency_key_in_flight': [
    409,
    'A first request under this Idempotency-Key is being carried out.',
    'Ask again in a moment for its answer.',
  ],
  'request.idempotency_key_reused': [
    422,
    'The Idempotency-Key was used for another request to this address.',
    'Draw a new key for each thing that shall happen.',
  ],
  'request.if_match_required': [
    428,
    'A change has to say what it is a change of.',
    'Send the ETag of what you have seen as If-Match, or * for whatever is there.',
  ],
  'request.invalid': [
    422,
    'The request does not fit: errors[] says where and why.',
    'Mend what errors[] names; pointers are into the body, the query or the address.',
  ],
  'request.malformed': [
    400,
    'The request could not be read: broken JSON, or none where the header promises some.',
    'Check the body and its Content-Type.',
  ],
  'request.media_type': [
    415,
    'This address does not accept that media type.',
    'Send application/json, or what the address is for.',
  ],
  'request.method_not_allowed': [
    405,
    'This address does not know the method.',
    'See /docs for those that it has.',
  ],
  'request.refused': [
    400,
    'The request was refused before it reached what it is for; the status says why.',
    'Check method, headers and body.',
  ],
  'request.timeout': [
    408,
    'The request did not arrive in time.',
    'Send it again, over a better connection or in smaller parts.',
  ],
  'request.too_large': [
    413,
    'The request is larger than this address accepts.',
    'Send it in smaller parts.',
  ],
  'route.not_found': [
    404,
    'There is nothing at this address.',
    'Check the path; /docs lists every address.',
  ],
  'server.error': [
    500,
    'The cloud failed; it is not the fault of the request.',
    'Send it again, with the same Idempotency-Key; else tell request_id to whoever runs the installation.',
  ],
  'server.unavailable': [503, 'The cloud cannot answer at the moment.', waitAndRetry],
};
