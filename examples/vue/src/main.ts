import { createApp } from "vue";
import Compose from "./Compose.vue";
import { begin } from "./mail";

const mail = await begin({ name: "Noor", address: "noor@example.org" });
createApp(Compose, { mail }).mount("#app");
