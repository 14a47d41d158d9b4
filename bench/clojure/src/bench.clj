(ns bench
  "One cell of the benchmark with core.async: one scenario at one capacity. See bench/scenarios.md."
  (:require [clojure.core.async :as a :refer [<! <!! >! >!! alts! chan go]])
  (:import (java.lang.management ManagementFactory)
           (java.util Arrays Locale)
           (java.util.concurrent CountDownLatch Executors ThreadFactory)))

(set! *warn-on-reflection* true)

;; ---- what go blocks run on

(defn executor
  "Of core.async's executor factory: as many threads as there are cores for go blocks, its defaults for all else."
  [workload]
  (when (= workload :core-async-dispatch)
    (Executors/newFixedThreadPool
     (.availableProcessors (Runtime/getRuntime))
     (reify ThreadFactory
       (newThread [_ body] (doto (Thread. body) (.setDaemon true)))))))

;; ---- values: objects made beforehand

(def the-values (object-array (map long (range 1024))))

(defn value [i] (aget ^objects the-values (bit-and (long i) 1023)))

(defn sum [n] (reduce + (map #(bit-and (long %) 1023) (range n))))

(defn check [got i]
  (when-not (= (long got) (bit-and (long i) 1023))
    (throw (IllegalStateException. (str "value " i " came as " got)))))

(defn check-sum [got expected]
  (when-not (= got expected)
    (throw (IllegalStateException. (str "the sum is " got ", not " expected)))))

(defn pipe [capacity] (if (zero? (long capacity)) (chan) (chan capacity)))

(defn pipes [n capacity] (vec (repeatedly n #(pipe capacity))))

;; ---- what go blocks do; each answers a channel that has its result

(defn send-all [to n]
  (let [n (long n)]
    (go (loop [i 0] (when (< i n) (>! to (value i)) (recur (inc i)))) :done)))

(defn receive-in-order [from n]
  (let [n (long n)]
    (go (loop [i 0] (when (< i n) (check (<! from) i) (recur (inc i)))) :done)))

(defn receive-sum [from n]
  (let [n (long n)]
    (go (loop [i 0 sum 0] (if (< i n) (recur (inc i) (+ sum (long (<! from)))) sum)))))

(defn forward [from to n]
  (let [n (long n)]
    (go (loop [i 0] (when (< i n) (>! to (<! from)) (recur (inc i)))) :done)))

(defn send-and-await [to back n]
  (let [n (long n)]
    (go (loop [i 0]
          (when (< i n)
            (>! to (value i))
            (check (<! back) i)
            (recur (inc i))))
        :done)))

(defn join [blocks] (doseq [block blocks] (<!! block)))

;; ---- scenarios: a function of the capacity, which prepares and answers a function that runs and counts

(defn pairs [n values]
  (fn [capacity]
    (let [all (pipes n capacity)]
      (fn []
        (join (doall (mapcat (fn [p] [(send-all p values) (receive-in-order p values)]) all)))
        (* (long n) (long values))))))

(defn pingpong [capacity]
  (let [n 50000 [ping pong] (pipes 2 capacity)]
    (fn [] (join [(forward ping pong n) (send-and-await ping pong n)]) n)))

(defn forwarders [chain n]
  (doall (map (fn [from to] (forward from to n)) chain (rest chain))))

(defn relay [size n]
  (fn [capacity]
    (let [ring (pipes size capacity)]
      (fn []
        (join (conj (forwarders ring n) (send-and-await (first ring) (peek ring) n)))
        (* (long size) (long n))))))

(defn stream [size n]
  (fn [capacity]
    (let [chain (pipes size capacity)]
      (fn []
        (let [source (send-all (first chain) n)]
          (join (concat [source] (forwarders chain n) [(receive-in-order (peek chain) n)])))
        (* (long size) (long n))))))

(defn mxm [parties n]
  (fn [capacity]
    (let [p (pipe capacity) expected (* (long parties) (long (sum n)))]
      (fn []
        (dotimes [_ parties] (send-all p n))
        (let [sums (doall (repeatedly parties #(receive-sum p n)))]
          (check-sum (reduce + (map <!! sums)) expected))
        (* (long parties) (long n))))))

(defn fan [workers n]
  (fn [capacity]
    (let [[jobs results] (pipes 2 capacity) each (quot (long n) (long workers)) expected (sum n)]
      (fn []
        (send-all jobs n)
        (dotimes [_ workers] (forward jobs results each))
        (check-sum (<!! (receive-sum results n)) expected)
        n))))

(defn selecting [senders]
  (fn [capacity]
    (let [all (pipes senders capacity)
          each (quot 100000 (long senders))
          n (* each (long senders))
          expected (* (long senders) (long (sum each)))]
      (fn []
        (doseq [p all] (send-all p each))
        (let [got (<!! (go (loop [i 0 sum 0]
                             (if (< i n)
                               (let [[v _] (alts! all)] (recur (inc i) (+ sum (long v))))
                               sum))))]
          (check-sum got expected))
        n))))

(defn select-send-receive [capacity]
  (let [n 50000 [in out] (pipes 2 capacity)]
    (fn []
      (let [sender (send-all in n) receiver (receive-in-order out n)]
        (<!! (go (loop [sent 0 received 0]
                   (cond
                     (and (< sent n) (< received n))
                     (let [[v p] (alts! [[out (value sent)] in])]
                       (if (identical? p out)
                         (recur (inc sent) received)
                         (do (check v received) (recur sent (inc received)))))
                     (< sent n) (do (>! out (value sent)) (recur (inc sent) received))
                     (< received n) (do (check (<! in) received) (recur sent (inc received)))))
                 :done))
        (join [sender receiver]))
      (* 2 n))))

(defn batch [capacity]
  (let [n 100000 most (long capacity) p (pipe capacity)]
    (fn []
      (let [sender (send-all p n)]
        (<!! (go (loop [done 0]
                   (when (< done n)
                     (check (<! p) done)
                     (recur (long (loop [done (inc done) more (dec most)]
                                    (if-some [v (when (pos? more) (a/poll! p))]
                                      (do (check v done) (recur (inc done) (dec more)))
                                      done))))))
                 :done))
        (<!! sender))
      n)))

(defn try-block
  "So that the JIT meets a method that is called often, as in the other peers on a JVM."
  [p from to]
  (loop [i (long from)]
    (when (< i (long to))
      (when-not (a/offer! p (value i)) (throw (IllegalStateException. "no room")))
      (check (a/poll! p) i)
      (recur (inc i)))))

(defn try-both [capacity]
  (let [n 500000 block 500 p (pipe capacity)]
    (fn []
      (doseq [from (range 0 n block)] (try-block p from (+ from block)))
      n)))

(defn timeout-ready [capacity]
  (let [n 100000 p (pipe capacity)]
    (fn []
      (<!! (go (loop [i 0]
                 (when (< i n)
                   (>! p (value i))
                   (check (first (alts! [p (a/timeout 1000)])) i)
                   (recur (inc i))))
               :done))
      n)))

(defn timeout-parked [capacity]
  (let [n 25000 [ping pong] (pipes 2 capacity)]
    (fn []
      (forward ping pong n)
      (<!! (go (loop [i 0]
                 (when (< i n)
                   (>! ping (value i))
                   (check (first (alts! [pong (a/timeout 1000)])) i)
                   (recur (inc i))))
               :done))
      n)))

(defn start-join [_]
  (let [processes 1000 repeats 10 runs (long-array processes)]
    (fn []
      (dotimes [_ repeats]
        (join (doall (map (fn [i] (go (aset runs i (inc (aget runs i))) :done)) (range processes)))))
      (check-sum (reduce + runs) (* processes repeats))
      (* processes repeats))))

(defn filter-prime
  "A filter for each prime; the result is how many it and those after it have found. 0 ends the numbers."
  [in capacity]
  (go (let [prime (long (<! in))]
        (if (zero? prime)
          0
          (let [out (pipe capacity) after (filter-prime out capacity)]
            (loop []
              (let [n (<! in)] ; passed on as the object that it is
                (when (or (zero? (long n)) (pos? (rem (long n) prime))) (>! out n))
                (when (pos? (long n)) (recur))))
            (inc (long (<! after))))))))

(defn sieve [capacity]
  (fn []
    (let [in (pipe capacity)]
      (go (loop [n 2] (when (<= n 7919) (>! in n) (recur (inc n)))) (>! in 0))
      (check-sum (<!! (filter-prime in capacity)) 1000)
      1)))

;; ---- figures

(defn emit [what figure]
  (println (String/format Locale/ROOT "%s\t%.3f" (object-array [what (double figure)]))))

(defn time-of [prepare capacity seconds]
  (loop [nanos 0 operations 0]
    (let [run (prepare capacity)
          start (System/nanoTime)
          n (long (run))
          nanos (+ nanos (- (System/nanoTime) start))
          operations (+ operations n)]
      (if (>= nanos (* (double seconds) 1e9))
        (/ (double nanos) operations)
        (recur nanos operations)))))

(defn times [prepare]
  (fn [capacity {:keys [warmup rounds seconds]}]
    (emit "cold" (time-of prepare capacity warmup))
    (dotimes [_ rounds] (emit "round" (time-of prepare capacity seconds)))))

(defn used []
  (System/gc)
  (.. ManagementFactory getMemoryMXBean getHeapMemoryUsage getUsed))

(defn park
  "Bytes a go block, of those that wait at the channels with which all is filled."
  [^objects all capacity ^CountDownLatch ended]
  (let [n (alength all) before (long (used)) waiting (CountDownLatch. n)]
    (dotimes [i n]
      (let [p (pipe capacity)]
        (aset all i p)
        (go (.countDown waiting) (<! p) (.countDown ended))))
    (.await waiting)
    (Thread/sleep 200) ; the last ones are still on their way to sleep
    (/ (double (- (long (used)) before)) (alength all))))

(defn parked
  "Some park and are released first, as in the other peers on a JVM."
  [n]
  (fn [capacity _]
    (let [warm-up 20000 warm (object-array warm-up) ended (CountDownLatch. warm-up)]
      (emit "cold" (park warm capacity ended))
      (doseq [p warm] (>!! p (value 0)))
      (.await ended))
    (emit "round" (park (object-array n) capacity (CountDownLatch. n)))))

(defn note [^longs samples i start]
  (aset samples (int i) (- (System/nanoTime) (long start))))

(defn round-trips [pairs capacity]
  (let [each (quot 200000 (long pairs)) samples (long-array (* each (long pairs)))]
    (join (doall (for [p (range pairs)]
                   (let [[ping pong] (pipes 2 capacity) from (* each (long p))]
                     (forward ping pong each)
                     (go (loop [i 0]
                           (when (< i each)
                             (let [start (System/nanoTime)]
                               (>! ping (value i))
                               (check (<! pong) i)
                               (note samples (+ from i) start)
                               (recur (inc i)))))
                         :done)))))
    samples))

(defn latency [pairs]
  (fn [capacity {:keys [warmup rounds]}]
    (let [start (System/nanoTime)]
      (loop []
        (round-trips pairs capacity)
        (when (< (- (System/nanoTime) start) (* (double warmup) 1e9)) (recur))))
    (dotimes [_ rounds]
      (let [^longs samples (round-trips pairs capacity)]
        (Arrays/sort samples)
        (doseq [[name share] [["p50" 0.5] ["p99" 0.99] ["p99.9" 0.999]]]
          (emit name (aget samples (int (* (dec (alength samples)) (double share))))))))))

(def scenarios
  "With the names of bench/scenarios.md."
  [["pair" [0 1 16 100 1024] (times (pairs 1 100000))]
   ["pingpong" [0 16 100] (times pingpong)]
   ["relay" [0] (times (relay 1000 100))]
   ["relay10k" [0] (times (relay 10000 20))]
   ["stream" [0 16 100] (times (stream 1000 1000))]
   ["stream10k" [0 16 100] (times (stream 10000 200))]
   ["pairs" [0 16 100] (times (fn [c] ((pairs 10000 (if (zero? (long c)) 100 1000)) c)))]
   ["pairs64" [0 16 100] (times (pairs 64 10000))]
   ["mxm" [0 16 64 100] (times (mxm 4 25000))]
   ["mxm16" [0 16 100] (times (mxm 16 6250))]
   ["select2" [0 16 100] (times (selecting 2))]
   ["select8" [0 16 100] (times (selecting 8))]
   ["select64" [0 16 100] (times (selecting 64))]
   ["selectsendreceive" [0 16 100] (times select-send-receive)]
   ["fan4" [0 16 100] (times (fan 4 51200))]
   ["fan64" [0 16 100] (times (fan 64 51200))]
   ["fan1000" [0 16 100] (times (fan 1000 50000))]
   ["batch" [16 100 1024] (times batch)]
   ["try" [16] (times try-both)]
   ["timeoutready" [16] (times timeout-ready)]
   ["timeoutparked" [0] (times timeout-parked)]
   ["startjoin" [0] (times start-join)]
   ["sieve" [0 16] (times sieve)]
   ["parked100k" [0] (parked 100000)]
   ["parked1m" [0] (parked 1000000)]
   ["latency1" [0] (latency 1)]
   ["latency100" [0] (latency 100)]
   ["latency10000" [0] (latency 10000)]])

(defn end-by-failures
  "A go block that fails closes its channel, as one that is done does: it would go unnoticed, or leave others waiting."
  []
  (Thread/setDefaultUncaughtExceptionHandler
   (reify Thread$UncaughtExceptionHandler
     (uncaughtException [_ _ failure]
       (.printStackTrace ^Throwable failure)
       (.halt (Runtime/getRuntime) 4)))))

(defn -main [command & args]
  (end-by-failures)
  (case command
    "list" (doseq [[name capacities _] scenarios capacity capacities]
             (println (str "core.async\t" name "\t" capacity)))
    "cell" (let [[_ scenario capacity warmup rounds seconds] args
                 measure (some (fn [[name _ measure]] (when (= name scenario) measure)) scenarios)]
             (measure (parse-long capacity)
                      {:warmup (parse-double warmup) :rounds (parse-long rounds)
                       :seconds (parse-double seconds)})))
  (System/exit 0))
