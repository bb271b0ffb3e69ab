import { awsDemands } from './policies-aws.ts';
import { azureDemands } from './policies-azure.ts';
import { existingDemands } from './policies-existing.ts';
import { googleDemands } from './policies-google.ts';
import { everywhere } from './policies-everywhere.ts';
import { elementsOf, type Demand, type StackJson } from './policy.ts';

const ofClouds: Readonly<Record<string, readonly Demand[]>> = {
  aws: awsDemands,
  google: googleDemands,
  azure: azureDemands,
  existing: existingDemands,
};

export function demandsOf(cloud: string): readonly Demand[] {
  return [...everywhere, ...(ofClouds[cloud] ?? [])];
}

/** Where a stack is less than what is demanded of it. A sentence each, with the demand's own words. */
export function faultsOf(cloud: string, json: StackJson): string[] {
  const elements = elementsOf(json);
  return demandsOf(cloud).flatMap(({ type, demand, holds, isNeeded = true }) => {
    const concerned = elements.filter((element) => element.type === type);
    if (concerned.length === 0 && isNeeded) return [`${type} is missing: it ${demand}`];
    const missed = concerned.filter(({ at }) => !holds(at, elements));
    return missed.map(({ name }) => `${type}.${name} ${demand}`);
  });
}
