// Runs a Squiggle program from standard input with as many samples as the argument says; its last value as JSON.
import { readFileSync } from "node:fs";
import { run } from "@quri/squiggle-lang";

const sampleCount = Number(process.argv[2]);
const done = await run(readFileSync(0, "utf8"), { environment: { sampleCount, xyPointLength: 1000, seed: "1", profile: false } });
if (!done.result.ok) {
  console.error(done.result.value.toString());
  process.exit(1);
}
const plain = (value) => (value.tag === "Array" ? value.value.getValues().map(plain) : value.value);
console.log(JSON.stringify(plain(done.result.value.result)));
