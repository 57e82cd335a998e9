// @ts-check
// The order of labels is their sensitivity, and sub-labels stand after their parent: whoever moves a parent moves them all.

import { moved } from "./pointer.js";

/**
 * @param {any} label
 * @param {any} parent
 */
function isChildOf(label, parent) {
  return typeof label?.parent === "string" && label.parent.toLowerCase() === String(parent?.id).toLowerCase();
}

/**
 * How deep each label stands, for indenting.
 * @param {readonly any[]} labels
 * @returns {number[]}
 */
export function depths(labels) {
  return labels.map((label) => (labels.some((other) => other !== label && isChildOf(label, other)) ? 1 : 0));
}

/**
 * The labels with one moved by a step among those of its level; null where there is no room.
 * @param {readonly any[]} labels
 * @param {number} from
 * @param {-1|1} step
 * @returns {{ labels: any[], position: number }|null}
 */
export function labelStepped(labels, from, step) {
  const blocks = blocksOf(labels);
  const label = labels[from];
  const block = blocks.findIndex((one) => one.includes(label));
  const own = blocks[block];
  if (!own) return null;
  if (own[0] === label) {
    if (!blocks[block + step]) return null;
    const done = moved(blocks, block, block + step).flat();
    return { labels: done, position: done.indexOf(label) };
  }
  const inner = own.indexOf(label);
  const target = inner + step;
  if (target < 1 || target >= own.length) return null;
  blocks[block] = moved(own, inner, target);
  const done = blocks.flat();
  return { labels: done, position: done.indexOf(label) };
}

/**
 * The labels with one moved to where another stands, as far as its level allows.
 * @param {readonly any[]} labels
 * @param {number} from
 * @param {number} to
 * @returns {any[]}
 */
export function labelMoved(labels, from, to) {
  const target = labels[to];
  let present = [...labels];
  let position = from;
  const step = to > from ? 1 : -1;
  for (let turns = 0; turns < labels.length; turns += 1) {
    const goal = present.indexOf(target);
    if (step > 0 ? position >= goal : position <= goal) break;
    const next = labelStepped(present, position, step);
    if (!next) break;
    present = next.labels;
    position = next.position;
  }
  return present;
}

/**
 * A top label with its sub-labels, in their order.
 * @param {readonly any[]} labels
 * @returns {any[][]}
 */
function blocksOf(labels) {
  const deep = depths(labels);
  /** @type {any[][]} */
  const blocks = [];
  labels.forEach((label, index) => {
    const parent = deep[index] === 0 ? undefined : blocks.find(([head]) => isChildOf(label, head));
    if (parent) parent.push(label);
    else blocks.push([label]);
  });
  return blocks;
}
