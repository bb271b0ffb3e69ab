export { createDirectory, type Directory, type DirectoryOptions } from './directory.ts';
export { type MdnsOptions, type MdnsState } from './mdns-options.ts';
export {
  type DiscoveredNode,
  type NodeAdvertisement,
  type NodePorts,
  type NodeRole,
} from './node-record.ts';
export { parseStaticNodes } from './parse-static-nodes.ts';
export { type StaticNode } from './static-nodes.ts';
