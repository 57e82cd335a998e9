import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Compose } from "./Compose";
import { begin } from "./mail";

const mail = await begin({ name: "Noor", address: "noor@example.org" });
createRoot(document.getElementById("app")!).render(<StrictMode><Compose mail={mail} /></StrictMode>);
