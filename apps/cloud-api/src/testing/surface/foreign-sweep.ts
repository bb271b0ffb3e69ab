import type { TestApp } from '../app.ts';
import type { FilledOrganisation } from '../filled-organisation.ts';
import { sampleOf, type SampleRequest } from '../operation-samples/index.ts';
import { callOperation } from './call.ts';
import { type Caller, callersOf, rightfulCaller } from './callers.ts';
import { claimsOf } from './claims.ts';
import type { DocumentedOperation } from './documented-operations.ts';
import { type IdPlace, idPlaces, readPlace, unknownLike, withIds } from './id-places.ts';
import { LeakScan } from './leak-scan.ts';
import type { RawAnswer } from './raw-exchange.ts';
import { TenantRows } from './tenant-rows.ts';

/** Somebody of the intruder's, and what he asks when he asks for what is his own. */
interface Asker {
  readonly name: string;
  prepare(): Promise<{ sample: SampleRequest; caller: Caller }>;
}

/**
 * Calls operations as one organisation (the intruder) with the ids of another (the victim), and with
 * ids that nobody has. Answers with sentences about what went wrong.
 */
export class ForeignSweep {
  private constructor(
    private readonly cloud: TestApp,
    private readonly victim: FilledOrganisation,
    private readonly intruder: FilledOrganisation,
    private readonly rows: TenantRows,
    readonly scan: LeakScan,
  ) {}

  static async between(
    cloud: TestApp,
    victim: FilledOrganisation,
    intruder: FilledOrganisation,
  ): Promise<ForeignSweep> {
    const rows = await TenantRows.of(cloud.database, victim.organisationId);
    return new ForeignSweep(cloud, victim, intruder, rows, await LeakScan.for(victim, rows));
  }

  async try(operation: DocumentedOperation): Promise<string[]> {
    const sample = sampleOf(operation.operation);
    const theirs = await sample(this.victim, this.cloud);
    const own = await sample(this.intruder, this.cloud);
    const before = await this.rows.fingerprint();
    const faults = [
      ...(await this.tryIds(operation, own, theirs)),
      ...(await this.tryClaims(operation, theirs)),
    ];
    const after = await this.rows.fingerprint();
    for (const [table, mark] of after) {
      if (isWrittenByItself.has(table)) continue;
      if (before.get(table) !== mark) faults.push(`changed rows of the victim in ${table}`);
    }
    return faults.map((fault) => `${operation.operation}: ${fault}`);
  }

  /** Foreign ids in each place by itself and in all of them, by each kind of caller. */
  private async tryIds(
    operation: DocumentedOperation,
    own: SampleRequest,
    theirs: SampleRequest,
  ): Promise<string[]> {
    const places = idPlaces(own).filter((place) => readPlace(theirs, place) !== undefined);
    const sets = [...places.map((place) => [place]), ...(places.length > 1 ? [places] : [])];
    const { limited, ...others } = callersOf(this.intruder);
    const asOwn = (caller: Caller): Asker => ({
      name: caller.name,
      prepare: () => Promise.resolve({ sample: own, caller }),
    });
    const askers = [
      this.rightful(operation, own),
      ...[...Object.values(others), limited].map(asOwn),
    ];
    const faults: string[] = [];
    for (const set of sets) {
      for (const asker of askers) {
        faults.push(...(await this.compare(operation, asker, set, theirs)));
      }
      // To whom another site was granted, what is at this one is foreign too; his organisation is not.
      const isOfSite = set.every((place) => !String(readPlace(own, place)).startsWith('org_'));
      if (isOfSite) faults.push(...(await this.compare(operation, asOwn(limited), set, own)));
    }
    return faults;
  }

  /** The same call with ids of somebody else and with ids of nobody: no difference may be seen. */
  private async compare(
    operation: DocumentedOperation,
    asker: Asker,
    places: readonly IdPlace[],
    foreign: SampleRequest,
  ): Promise<string[]> {
    const where = `${asker.name} with foreign ${places.map((place) => place.join('/')).join(', ')}`;
    const foreignIds = places.map((place) => String(readPlace(foreign, place)));
    const unknownIds = foreignIds.map(unknownLike);
    const ask = async (ids: readonly string[]): Promise<RawAnswer> => {
      const { sample, caller } = await asker.prepare();
      const changed = withIds(
        sample,
        places.map((place, at) => [place, ids[at] ?? '']),
      );
      return this.call(operation, changed, caller);
    };
    let [one, other] = [await ask(foreignIds), await ask(unknownIds)];
    const isAlike = () => shown(one, foreignIds) === shown(other, unknownIds);
    // Something of the intruder's own may happen between two reads; it does not each time.
    for (let again = 0; again < 3 && operation.method === 'GET' && !isAlike(); again += 1) {
      [one, other] = [await ask(foreignIds), await ask(unknownIds)];
    }
    const faults: string[] = [];
    if (!isAlike()) {
      const expected = shown(other, unknownIds);
      faults.push(`${where} got ${shown(one, foreignIds)}; with unknown ones ${expected}`);
    }
    const leaked = this.scan.find(everything(one), foreignIds.join(' '));
    if (leaked.length > 0) faults.push(`${where} saw ${leaked.join(', ')}`);
    return faults;
  }

  /** The organisation and its things claimed where nobody asked for them, beside a call that is right. */
  private async tryClaims(
    operation: DocumentedOperation,
    theirs: SampleRequest,
  ): Promise<string[]> {
    const rightful = this.rightful(operation, null);
    const plain = await rightful.prepare();
    const expected = await this.call(operation, plain.sample, plain.caller);
    if (expected.status >= 300) return [`its own call got ${expected.status} ${expected.text}`];
    const faults: string[] = [];
    for (const [name, claim] of claimsOf(operation, this.victim, theirs)) {
      const { sample, caller } = await rightful.prepare();
      const answer = await this.call(operation, claim(sample), caller);
      // Strict schemas say no; the others pass over what they do not know.
      if (answer.status !== expected.status && answer.status !== 422) {
        faults.push(`with ${name} got ${answer.status} instead of ${expected.status}`);
      }
      const leaked = this.scan.find(everything(answer), JSON.stringify(claim({})));
      if (leaked.length > 0) faults.push(`with ${name} saw ${leaked.join(', ')}`);
    }
    return faults;
  }

  /** Who may call it, each time with a request that has not been used up. */
  private rightful({ operation, method }: DocumentedOperation, own: SampleRequest | null): Asker {
    return {
      name: 'the rightful caller',
      prepare: async () => {
        const isReusable = own !== null && method === 'GET';
        const sample = isReusable ? own : await sampleOf(operation)(this.intruder, this.cloud);
        return { sample, caller: rightfulCaller(operation, this.intruder, sample) };
      },
    };
  }

  private call(operation: DocumentedOperation, sample: SampleRequest, caller: Caller) {
    const headers = { ...sample.headers, 'x-request-id': 'the-same-for-all' };
    return callOperation(this.cloud, operation, { ...sample, headers }, caller);
  }
}

/** How far a job that nobody asked for has come; it runs while operations are tried. */
const isWrittenByItself: ReadonlySet<string> = new Set(['analytics_position']);

/** Headers that differ from one answer to the next, whatever was asked. */
const changing = /^(date|set-cookie|server-timing|ratelimit.*|retry-after)$/;

/** The answer as the asker sees it, with what he said replaced by what it is. */
function shown({ status, headers, text }: RawAnswer, ids: readonly string[]): string {
  const kept = Object.entries(headers).filter(([name]) => !changing.test(name));
  const all = `${status} ${text} ${JSON.stringify(kept)}`;
  const named = ids.reduce((seen, id) => seen.replaceAll(id, '<id>'), all);
  if (status >= 300) return named;
  // What was made is new each time.
  return named
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<instant>')
    .replaceAll(/[a-z]+_[0-7][0-9a-hjkmnp-tv-z]{25}/g, '<new id>')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>');
}

const everything = ({ headers, text }: RawAnswer) => `${JSON.stringify(headers)} ${text}`;
